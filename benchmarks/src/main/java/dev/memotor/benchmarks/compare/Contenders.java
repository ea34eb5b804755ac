package dev.memotor.benchmarks.compare;

import dev.memotor.benchmarks.launch.Machine;
import dev.memotor.benchmarks.launch.MemcachedProgram;
import dev.memotor.benchmarks.launch.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The servers that can be compared on this machine. */
final class Contenders {

  /** The newest memcached with one thread: the base of every ratio. */
  static final String BASELINE = "memcached-1";

  /** All known names, whether this machine has the servers or not. */
  static final List<String> NAMES =
      List.of(
          BASELINE,
          "memcached-2",
          "memcached-older",
          "memory",
          "memory-2",
          "rocksdb",
          "fs",
          "redis",
          "redis-raw",
          "extstore",
          Infinispan.NAME);

  private final Path home;
  private final List<MemcachedProgram> memcacheds;
  private final int megabytes;

  /**
   * @param home where memotor's bin and distribution are
   * @param memcacheds the newest first; none if this machine has none
   * @param megabytes what each may keep in memory ({@code -m})
   */
  Contenders(Path home, List<MemcachedProgram> memcacheds, int megabytes) {
    this.home = home;
    this.memcacheds = memcacheds;
    this.megabytes = megabytes;
  }

  List<Contender> all() {
    List<Contender> contenders = new ArrayList<>();
    if (!memcacheds.isEmpty()) {
      contenders.add(memcached(BASELINE, memcacheds.get(0), 1));
      contenders.add(memcached("memcached-2", memcacheds.get(0), 2));
    }
    if (memcacheds.size() > 1) {
      contenders.add(memcached("memcached-older", memcacheds.get(1), 1));
    }
    contenders.add(memotor("memory", "memory", 1, Workload.Column.MEMORY));
    contenders.add(memotor("memory-2", "memory", 2, null));
    contenders.add(memotor("rocksdb", "rocksdb:data", 1, Workload.Column.ROCKSDB));
    contenders.add(memotor("fs", "fs:data", 1, Workload.Column.FS));
    if (Machine.has("redis-server")) {
      if (hasRedisEngine()) {
        contenders.add(redisEngine());
      }
      contenders.add(
          new Contender(
              "redis-raw", "redis-server, GET/SET", null, true, dir -> List.of(redis(dir))));
    }
    return contenders;
  }

  /** Those that keep everything in memory, with one thread each. */
  List<Contender> inMemory() {
    Set<String> names = Set.of(BASELINE, "memcached-older", "memory");
    return all().stream().filter(contender -> names.contains(contender.name())).toList();
  }

  /** For data that does not fit in memory. */
  List<Contender> ofTenTimesTheMemory() {
    List<Contender> contenders = new ArrayList<>();
    if (!memcacheds.isEmpty()) {
      MemcachedProgram newest = memcacheds.get(0);
      contenders.add(
          new Contender(
              "extstore",
              "memcached " + newest.version() + ", extstore",
              null,
              false,
              directory ->
                  List.of(
                      startMemcached(
                          newest,
                          directory,
                          1,
                          List.of("-o", "ext_path=" + directory.resolve("ext") + ":4G")))));
    }
    contenders.add(memotor("rocksdb", "rocksdb:data", 1, null));
    contenders.add(memotor("fs", "fs:data", 1, null));
    return contenders;
  }

  private Contender memcached(String name, MemcachedProgram program, int threads) {
    return new Contender(
        name,
        "memcached " + program.version() + (threads == 1 ? "" : ", " + threads + " threads"),
        null,
        false,
        directory -> List.of(startMemcached(program, directory, threads, List.of())));
  }

  private ServerProcess startMemcached(
      MemcachedProgram program, Path directory, int threads, List<String> more) throws IOException {
    return ServerProcess.startMemcached(program, directory, threads, megabytes, more);
  }

  private Contender memotor(
      String name, String engine, int loops, Workload.@Nullable Column column) {
    String label =
        "memotor " + engine.replace(":data", "") + (loops == 1 ? "" : ", " + loops + " loops");
    return new Contender(
        name,
        label,
        column,
        false,
        directory -> List.of(startMemotor(directory, engine, loops, List.of())));
  }

  /** One that keeps items in memory, on one event loop, with more options. */
  Contender memotor(String name, List<String> options) {
    return new Contender(
        name,
        name,
        null,
        false,
        directory -> List.of(startMemotor(directory, "memory", 1, options)));
  }

  /** One that keeps its items where the engine does, on one event loop, for many connections. */
  Contender memotorFor(int connections, String engine) {
    String name = engine.replace(":data", "");
    return new Contender(
        name,
        "memotor " + name,
        null,
        false,
        directory ->
            List.of(
                startMemotor(directory, engine, 1, List.of("-c", Integer.toString(connections)))));
  }

  /** The newest memcached with a single thread, for many connections; empty if there is none. */
  Optional<Contender> memcachedFor(int connections) {
    List<String> options = List.of("-c", Integer.toString(connections));
    return memcacheds.stream()
        .limit(1)
        .map(
            program ->
                new Contender(
                    BASELINE,
                    "memcached " + program.version(),
                    null,
                    false,
                    directory -> List.of(startMemcached(program, directory, 1, options))))
        .findFirst();
  }

  private ServerProcess startMemotor(Path directory, String engine, int loops, List<String> more)
      throws IOException {
    return ServerProcess.startMemotor(home, directory, engine, loops, megabytes, more);
  }

  private Contender redisEngine() {
    return new Contender(
        "redis",
        "memotor redis",
        null,
        false,
        directory -> {
          ServerProcess store = redis(directory);
          try {
            ServerProcess server =
                startMemotor(directory, "redis://127.0.0.1:" + store.port(), 1, List.of());
            return List.of(server, store);
          } catch (IOException e) {
            store.close();
            throw e;
          }
        });
  }

  private static ServerProcess redis(Path directory) throws IOException {
    int port = ServerProcess.freePort();
    return ServerProcess.start(
        "redis-server",
        List.of(
            "redis-server",
            "--bind",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--save",
            "",
            "--appendonly",
            "no"),
        port,
        directory);
  }

  private boolean hasRedisEngine() {
    try (Stream<Path> jars = Files.list(home.resolve("distribution/target/lib"))) {
      return jars.anyMatch(jar -> jar.getFileName().toString().contains("engine-redis"));
    } catch (IOException e) {
      return false;
    }
  }
}
