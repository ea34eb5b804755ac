package dev.memotor.server.config;

/**
 * Commands that the server's owner may forbid to everybody.
 *
 * @param flushAll whether {@code flush_all} removes everything
 * @param shutdown whether {@code shutdown} stops the server
 * @param dumps whether keys can be listed, and counted by their prefixes
 * @param watch whether a connection can follow what others do
 * @param sizes whether {@code stats sizes} walks over all items, to count them by their sizes
 */
public record AllowedCommands(
    boolean flushAll, boolean shutdown, boolean dumps, boolean watch, boolean sizes) {

  /** As in memcached: all but {@code shutdown} and the sizes. */
  public static final AllowedCommands DEFAULT = new AllowedCommands(true, false, true, true, false);
}
