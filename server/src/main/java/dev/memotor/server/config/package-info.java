/** The configuration of a server, wherever its options come from. */
@NullMarked
package dev.memotor.server.config;

import org.jspecify.annotations.NullMarked;
