/** Finding engines, plug-ins and the RAM tier, and opening them. */
@NullMarked
package dev.memotor.server.engines;

import org.jspecify.annotations.NullMarked;
