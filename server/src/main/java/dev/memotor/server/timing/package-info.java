/** How long commands, engine calls and event loops take. */
package dev.memotor.server.timing;
