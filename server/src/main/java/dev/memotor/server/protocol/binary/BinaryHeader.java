package dev.memotor.server.protocol.binary;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The header of a packet; all numbers are big-endian. */
public final class BinaryHeader {

  public static final int LENGTH = 24;

  /** The first byte of every request, and so of a binary connection. */
  public static final int REQUEST_MAGIC = 0x80;

  static final int RESPONSE_MAGIC = 0x81;

  private static final int OPCODE = 1;
  private static final int KEY_LENGTH = 2;
  private static final int EXTRAS_LENGTH = 4;

  /** Offset of the length of extras, key and value together. */
  public static final int BODY_LENGTH = 8;

  private static final int OPAQUE = 12;
  private static final int CAS = 16;

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private BinaryHeader() {}

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }

  static int magic(byte[] in, int at) {
    return in[at] & 0xff;
  }

  public static int opcode(byte[] in, int at) {
    return in[at + OPCODE] & 0xff;
  }

  static int keyLength(byte[] in, int at) {
    return Short.toUnsignedInt((short) SHORT.get(in, at + KEY_LENGTH));
  }

  public static int extrasLength(byte[] in, int at) {
    return in[at + EXTRAS_LENGTH] & 0xff;
  }

  public static long bodyLength(byte[] in, int at) {
    return Integer.toUnsignedLong(intAt(in, at + BODY_LENGTH));
  }

  static int opaque(byte[] in, int at) {
    return intAt(in, at + OPAQUE);
  }

  static long cas(byte[] in, int at) {
    return longAt(in, at + CAS);
  }

  static int intAt(byte[] in, int at) {
    return (int) INT.get(in, at);
  }

  static long longAt(byte[] in, int at) {
    return (long) LONG.get(in, at);
  }
}
