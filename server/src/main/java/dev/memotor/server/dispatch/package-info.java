/** Turns, requests and reply queues: the way from a decoded command to the engine and back. */
@NullMarked
package dev.memotor.server.dispatch;

import org.jspecify.annotations.NullMarked;
