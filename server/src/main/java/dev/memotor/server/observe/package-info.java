/**
 * What the server observes of itself: counters, times, keys and events. Serving reports to it and
 * never waits for it.
 */
@NullMarked
package dev.memotor.server.observe;

import org.jspecify.annotations.NullMarked;
