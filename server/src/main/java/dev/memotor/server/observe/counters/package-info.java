/** Keys that clients count on, as metrics. */
package dev.memotor.server.observe.counters;
