package dev.memotor.server.admin;

/** A request asks for what cannot be; the message says what could. */
final class BadRequestException extends RuntimeException {

  private static final long serialVersionUID = 1;

  BadRequestException(String message) {
    super(message);
  }
}
