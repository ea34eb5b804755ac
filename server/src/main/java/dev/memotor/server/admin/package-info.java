/** The admin endpoint: metrics, health, and the live page with its history. */
@NullMarked
package dev.memotor.server.admin;

import org.jspecify.annotations.NullMarked;
