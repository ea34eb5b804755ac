/** Buffers that replies are encoded into. */
@NullMarked
package dev.memotor.server.buffer;

import org.jspecify.annotations.NullMarked;
