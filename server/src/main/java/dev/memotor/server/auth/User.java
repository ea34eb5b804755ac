package dev.memotor.server.auth;

/**
 * An authenticated user.
 *
 * @param name one character a byte
 * @param readOnly whether the user may change nothing
 * @param prefix what all the user's keys begin with in the store, one character a byte; empty for
 *     none
 */
public record User(String name, boolean readOnly, String prefix) {}
