package dev.memotor.benchmarks.jmh;

import dev.memotor.server.protocol.Administration;
import java.lang.reflect.Proxy;
import java.util.List;

/** Stands where the server's administration would: no benched command asks for it. */
final class IdleAdministration {

  private IdleAdministration() {}

  static Administration create() {
    return (Administration)
        Proxy.newProxyInstance(
            Administration.class.getClassLoader(),
            new Class<?>[] {Administration.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("clusterNodes")) {
                return List.of();
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
