package dev.memotor.server.config;

/**
 * The commands that can be disabled for everybody.
 *
 * @param flushAll whether {@code flush_all} removes everything
 * @param shutdown whether {@code shutdown} stops the server
 * @param dumps whether keys can be listed and counted by prefix
 * @param watch whether a connection can watch the others
 * @param sizes whether {@code stats sizes} may walk over all items
 */
public record AllowedCommands(
    boolean flushAll, boolean shutdown, boolean dumps, boolean watch, boolean sizes) {

  /** memcached's default: all but {@code shutdown} and {@code stats sizes}. */
  public static final AllowedCommands DEFAULT = new AllowedCommands(true, false, true, true, false);
}
