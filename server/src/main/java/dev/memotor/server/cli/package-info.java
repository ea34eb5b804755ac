/** The command line. Start with {@link dev.memotor.server.cli.Main}. */
@NullMarked
package dev.memotor.server.cli;

import org.jspecify.annotations.NullMarked;
