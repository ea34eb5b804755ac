/** How often the same thing may be logged. */
@NullMarked
package dev.memotor.server.logging;

import org.jspecify.annotations.NullMarked;
