/** The text protocol: classic and meta commands. */
@NullMarked
package dev.memotor.server.protocol.text;

import org.jspecify.annotations.NullMarked;
