/** How often the same thing may be logged. */
package dev.memotor.server.logging;
