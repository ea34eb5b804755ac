package dev.memotor.engine.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrashTest {

  @TempDir private Path root;
  private final List<Throwable> failures = new ArrayList<>();
  private Trash trash;

  /** A disk on which the engine is closed as soon as one file has been deleted. */
  private Disk closingDisk() {
    Disk disk = new NioDisk();
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(disk, arguments);
                if (method.getName().equals("delete")) {
                  trash.stop();
                }
                return result;
              } catch (InvocationTargetException e) {
                if (method.getName().equals("delete")) {
                  failures.add(e.getCause());
                }
                throw e.getCause();
              }
            });
  }

  @Test
  void closing_leavesTheRestToTheNextStart() throws IOException {
    ItemPaths paths = new ItemPaths(root, new FileNames());
    Path items = Files.createDirectories(paths.trash().resolve("0/items"));
    Files.createFile(items.resolve("a"));
    Files.createFile(items.resolve("b"));
    Disk disk = closingDisk();
    trash = new Trash(disk, paths, new Quarantine(disk, root.resolve("set-aside")), false);
    trash.empty();
    assertThat(failures).isEmpty();
    assertThat(trash.isBusy()).isTrue();
    try (var left = Files.list(items)) {
      assertThat(left).hasSize(1);
    }
  }
}
