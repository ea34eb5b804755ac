package dev.memotor.server.admin;

/** A request is invalid; the message says what would be valid. */
final class BadRequestException extends RuntimeException {

  private static final long serialVersionUID = 1;

  BadRequestException(String message) {
    super(message);
  }
}
