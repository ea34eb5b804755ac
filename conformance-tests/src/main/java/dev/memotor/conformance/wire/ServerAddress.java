package dev.memotor.conformance.wire;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** HOST:PORT, HOST, :PORT or [IPv6]:PORT as typed on a command line. */
public final class ServerAddress implements ITypeConverter<InetSocketAddress> {

  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 11211;
  private static final int PORT_MAX = 65_535;

  /** The address as a user would type it, whether its name is known or not. */
  public static String shown(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

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

  /** Reads {@code -p PORT}. */
  public static final class Port implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
      return port(text);
    }
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port <= PORT_MAX) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a port, which is a number");
    }
    throw new TypeConversionException("a port is between 1 and 65535, not " + text);
  }
}
