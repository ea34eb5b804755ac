package dev.memotor.server.protocol.text;

import dev.memotor.engine.Operation;
import dev.memotor.server.dispatch.Request;

/**
 * A storage command whose value is on its way in.
 *
 * @param length of the value
 * @param reply answers the command
 * @param silentOnError whether a bad data chunk is passed over in silence
 * @param operation makes the operation when the value is there
 */
record PendingStore(int length, Request reply, boolean silentOnError, FromValue operation) {

  /** Makes an operation of a value. */
  @FunctionalInterface
  interface FromValue {

    Operation make(byte[] value);
  }
}
