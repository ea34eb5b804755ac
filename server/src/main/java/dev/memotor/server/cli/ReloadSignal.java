package dev.memotor.server.cli;

import dev.memotor.server.MemotorServer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGHUP has users and certificates read again, as with memcached. */
final class ReloadSignal {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

  private final MemotorServer server;

  private ReloadSignal(MemotorServer server) {
    this.server = server;
  }

  /**
   * Listens to the signal. Java has but one class for that, which it does not promise to keep: so
   * it is looked for at run time, and the server does without where it is missing.
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
      // No such signal on this system, or a JVM that was told to leave signals alone (-Xrs).
      LOG.debug("SIGHUP will not reload anything: {}", String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException e) {
      LOG.debug("SIGHUP will not reload anything: {}", e.toString());
    }
  }

  @SuppressWarnings("UnusedMethod") // by way of its handle
  private void reload(Object signal) {
    LOG.info(
        server.isReloadable()
            ? "{}: reading users and certificates again"
            : "{}: there are neither users nor certificates to read again",
        signal);
    server.reload();
  }
}
