/** What the text and the binary protocol share. */
@NullMarked
package dev.memotor.server.protocol;

import org.jspecify.annotations.NullMarked;
