/** Requests and replies of each protocol, written and parsed without allocation. */
package dev.memotor.bench.protocol;
