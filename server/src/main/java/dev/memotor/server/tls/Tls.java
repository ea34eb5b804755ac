package dev.memotor.server.tls;

import dev.memotor.engine.support.DaemonThreads;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ListenAddress.Encryption;
import dev.memotor.server.config.TlsConfig;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS for a server. Its certificates can be replaced at run time: open connections are not
 * affected, new ones use the new certificates.
 */
public final class Tls implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("memotor.tls");

  private final TlsConfig config;
  private final TlsContextFactory factory;
  private final ExecutorService handshakes;
  private volatile SslContext context;
  private volatile long refreshedNanos = System.nanoTime();

  /** The state of the files when they were last read. */
  private List<Object> stamps;

  /**
   * Reads the files.
   *
   * @throws ConfigurationException if one is broken
   */
  public Tls(TlsConfig config) {
    this.config = config;
    this.factory = new TlsContextFactory(config);
    this.stamps = stamps();
    this.context = factory.create();
    // A signature takes a millisecond or two, which would delay the other connections of a loop.
    handshakes =
        Executors.newFixedThreadPool(
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            DaemonThreads.named("tls"));
  }

  /** Creates the handler of a new connection, with the current certificates. */
  public SslHandler newHandler(Channel channel, Encryption encryption) {
    SSLEngine engine = context.newEngine(channel.alloc());
    switch (encryption) {
      case TLS -> {
        engine.setNeedClientAuth(false);
        engine.setWantClientAuth(false);
      }
      case MUTUAL_TLS -> engine.setNeedClientAuth(true);
      default -> {}
    }
    return new OneHandshake(engine, handshakes);
  }

  /** Reloads the files if one has changed; if one is broken the old certificates remain. */
  public synchronized void refreshIfChanged() {
    if (!stamps().equals(stamps)) {
      refresh();
    }
  }

  /**
   * Reloads the files; if one is broken the old certificates remain.
   *
   * @return null, or what is wrong
   */
  public synchronized @Nullable String refresh() {
    stamps = stamps();
    try {
      context = factory.create();
    } catch (ConfigurationException e) {
      LOG.error("{}; the certificates stay as they were", e.getMessage());
      return e.getMessage();
    }
    refreshedNanos = System.nanoTime();
    LOG.info("the certificates were read again");
    return null;
  }

  /** Returns the seconds since the files were read. */
  public long secondsSinceRefresh() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - refreshedNanos);
  }

  private List<Object> stamps() {
    List<Object> all = new ArrayList<>();
    add(all, config.chain());
    add(all, config.key());
    if (config.clients().authorities() != null) {
      add(all, config.clients().authorities());
    }
    return all;
  }

  private static void add(List<Object> all, Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      all.add(attributes.lastModifiedTime());
      all.add(attributes.size());
      if (attributes.fileKey() != null) {
        all.add(attributes.fileKey());
      }
    } catch (IOException e) {
      all.add("unreadable");
    }
  }

  @Override
  public void close() {
    handshakes.shutdown();
  }
}
