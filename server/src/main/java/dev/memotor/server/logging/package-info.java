/** The level of the log, and limits on repeated messages. */
@NullMarked
package dev.memotor.server.logging;

import org.jspecify.annotations.NullMarked;
