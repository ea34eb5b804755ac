/** Connections to a server, and the requests and replies that travel on them. */
package dev.memotor.conformance.wire;
