/**
 * What the server observes of itself: counters, times, keys and events. Serving tells it, and never
 * waits for it.
 */
package dev.memotor.server.observe;
