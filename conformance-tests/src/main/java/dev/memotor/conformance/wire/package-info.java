/** Connections to a server, and the requests and replies that travel on them. */
@NullMarked
package dev.memotor.conformance.wire;

import org.jspecify.annotations.NullMarked;
