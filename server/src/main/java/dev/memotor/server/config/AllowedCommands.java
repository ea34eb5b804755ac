package dev.memotor.server.config;

/**
 * Commands that the server's owner may forbid to everybody.
 *
 * @param flushAll whether {@code flush_all} removes everything
 * @param shutdown whether {@code shutdown} stops the server
 * @param dumps whether keys can be listed, and counted by their prefixes
 * @param watch whether a connection can follow what others do
 */
public record AllowedCommands(boolean flushAll, boolean shutdown, boolean dumps, boolean watch) {

  /** As in memcached: all but {@code shutdown}. */
  public static final AllowedCommands DEFAULT = new AllowedCommands(true, false, true, true);
}
