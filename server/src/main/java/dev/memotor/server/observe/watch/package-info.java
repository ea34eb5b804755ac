/** Streams events of the server to the clients that {@code watch} them. */
@NullMarked
package dev.memotor.server.observe.watch;

import org.jspecify.annotations.NullMarked;
