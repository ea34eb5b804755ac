package dev.memotor.conformance;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** HOST:PORT, HOST, :PORT or [IPv6]:PORT as typed on a command line. */
final class ServerAddress implements ITypeConverter<InetSocketAddress> {

  static final String DEFAULT_HOST = "127.0.0.1";
  static final int DEFAULT_PORT = 11211;
  private static final int PORT_MAX = 65_535;

  @Override
  public InetSocketAddress convert(String text) {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[") && text.indexOf(']') > 0;
    if (bracketed && colon < text.indexOf(']')) {
      colon = -1;
    }
    String host = colon < 0 ? text : text.substring(0, colon);
    if (bracketed) {
      host = host.substring(1, host.indexOf(']'));
    }
    int port = colon < 0 ? DEFAULT_PORT : port(text.substring(colon + 1));
    return new InetSocketAddress(host.isEmpty() ? DEFAULT_HOST : host, port);
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port <= PORT_MAX) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a port; HOST:PORT is expected");
    }
    throw new TypeConversionException("a port is between 1 and 65535, not " + text);
  }
}
