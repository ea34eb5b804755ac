package dev.memotor.bench.protocol;

/** The opcodes of the binary protocol that are sent. */
final class BinaryOpcode {

  static final int GET = 0x00;
  static final int SET = 0x01;
  static final int INCREMENT = 0x05;
  static final int GETQ = 0x09;
  static final int NOOP = 0x0a;

  private BinaryOpcode() {}
}
