/** The server: what starts it, and what stops it. */
@NullMarked
package dev.memotor.server;

import org.jspecify.annotations.NullMarked;
