/** Requests and replies of each protocol, written and parsed without allocation. */
@NullMarked
package dev.memotor.bench.protocol;

import org.jspecify.annotations.NullMarked;
