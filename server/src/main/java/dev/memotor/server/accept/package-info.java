/** Code that all listeners share, whatever their protocol. */
@NullMarked
package dev.memotor.server.accept;

import org.jspecify.annotations.NullMarked;
