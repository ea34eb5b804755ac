/** Keys that clients count on, as metrics. */
@NullMarked
package dev.memotor.server.observe.counters;

import org.jspecify.annotations.NullMarked;
