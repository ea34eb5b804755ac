package dev.memotor.server.auth;

/**
 * A user who has proved to be one.
 *
 * @param name one character a byte
 * @param readOnly whether the user may change nothing
 * @param prefix what all the user's keys begin with in the store, one character a byte; empty for
 *     none
 */
public record User(String name, boolean readOnly, String prefix) {}
