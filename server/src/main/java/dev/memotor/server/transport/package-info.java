/** Sockets, event loops and connections. */
@NullMarked
package dev.memotor.server.transport;

import org.jspecify.annotations.NullMarked;
