package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * Loads RocksDB's native library. It is unpacked from its jar for that, and the file is removed as
 * soon as it is loaded: a process that gets killed would otherwise leave 17 MB behind each time.
 */
final class NativeLibrary {

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads it, if that has not been done.
   *
   * @throws EngineException of kind UNAVAILABLE if it cannot be unpacked
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      Path directory = Files.createTempDirectory("memotor-rocksdb");
      try {
        NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
        RocksDB.loadLibrary();
        loaded = true;
      } finally {
        remove(directory);
      }
    } catch (IOException e) {
      throw new EngineException(
          EngineException.Kind.UNAVAILABLE,
          "RocksDB's library cannot be unpacked into "
              + System.getProperty("java.io.tmpdir")
              + " (java.io.tmpdir): "
              + e,
          e);
    }
  }

  private static void remove(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      // Some systems keep a loaded library's file; RocksDB's loader deletes it at exit there.
      Log.LOG.debug("{} stays until the end", directory, e);
    }
  }
}
