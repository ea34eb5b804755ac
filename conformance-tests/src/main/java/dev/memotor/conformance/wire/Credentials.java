package dev.memotor.conformance.wire;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A user's name and password, as given with {@code --auth}. */
public record Credentials(String user, String password) {

  /** Reads {@code user:password}; the password may contain colons. */
  public static final class Converter implements ITypeConverter<Credentials> {

    @Override
    public Credentials convert(String text) {
      int colon = text.indexOf(':');
      if (colon < 1) {
        throw new TypeConversionException("USER:PASSWORD is expected");
      }
      return new Credentials(text.substring(0, colon), text.substring(colon + 1));
    }
  }

  /** Not the password: this may end in a message. */
  @Override
  public String toString() {
    return user;
  }
}
