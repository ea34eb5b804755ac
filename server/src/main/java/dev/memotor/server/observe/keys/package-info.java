/** Hot keys, large values and slow operations, each within a limit. */
@NullMarked
package dev.memotor.server.observe.keys;

import org.jspecify.annotations.NullMarked;
