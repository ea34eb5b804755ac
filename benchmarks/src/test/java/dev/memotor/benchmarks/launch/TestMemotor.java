package dev.memotor.benchmarks.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A memotor in a separate process, from the class path of the tests; items are in memory. */
public final class TestMemotor {

  private TestMemotor() {}

  public static ServerProcess start(Path directory, String... more) throws IOException {
    int port = ServerProcess.freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                SafepointLog.OPTION,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.memotor.server.cli.Main",
                "--engine",
                "memory",
                "-l",
                "127.0.0.1",
                "-p",
                Integer.toString(port)));
    command.addAll(List.of(more));
    return ServerProcess.start("memotor", command, port, directory);
  }
}
