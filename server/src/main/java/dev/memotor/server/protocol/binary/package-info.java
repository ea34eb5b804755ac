/** The binary protocol. */
@NullMarked
package dev.memotor.server.protocol.binary;

import org.jspecify.annotations.NullMarked;
