package dev.memotor.server.cli;

import dev.memotor.server.MemotorServer;
import picocli.CommandLine.IVersionProvider;

/** The version, from the jar's manifest. */
final class Version implements IVersionProvider {

  static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "memotor " + number(), "behaves as memcached " + MemotorServer.MEMCACHED_VERSION
    };
  }
}
