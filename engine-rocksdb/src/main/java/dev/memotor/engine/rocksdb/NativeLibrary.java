package dev.memotor.engine.rocksdb;

import dev.memotor.engine.EngineException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * Loads RocksDB's native library. It is unpacked from its jar, and the file is deleted once loaded:
 * otherwise each process that is killed would leave 17 MB behind.
 */
final class NativeLibrary {

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads the library unless it is loaded.
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
      // Some systems lock a loaded library's file; RocksDB's loader deletes it on exit there.
      Log.LOG.debug("{} cannot be deleted before exit", directory, e);
    }
  }
}
