package dev.memotor.server.cli;

import dev.memotor.server.MemotorServer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reloads users and certificates on SIGHUP, like memcached. */
final class ReloadSignal {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

  private final MemotorServer server;

  private ReloadSignal(MemotorServer server) {
    this.server = server;
  }

  /**
   * Handles the signal. The only class for that is internal to the JDK, so it is looked up at run
   * time; without it, the signal is not handled.
   */
  static void watch(MemotorServer server) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle reload =
          MethodHandles.lookup()
              .bind(
                  new ReloadSignal(server),
                  "reload",
                  MethodType.methodType(void.class, Object.class));
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance("HUP"),
              MethodHandleProxies.asInterfaceInstance(handler, reload));
    } catch (InvocationTargetException e) {
      // This system has no such signal, or the JVM does not handle signals (-Xrs).
      LOG.debug("SIGHUP will not reload anything: {}", String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException e) {
      LOG.debug("SIGHUP will not reload anything: {}", e.toString());
    }
  }

  @SuppressWarnings("UnusedMethod") // called through its method handle
  private void reload(Object signal) {
    LOG.info(
        server.isReloadable()
            ? "{}: reloading users and certificates"
            : "{}: there are no users or certificates to reload",
        signal);
    server.reload();
  }
}
