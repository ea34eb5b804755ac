package dev.memotor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.server.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that can be found without a store are reported before one is opened. */
final class StartChecksTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "-Y DIR/users, memotor: -Y DIR/users cannot be read",
    "-p 0 -s DIR/none/sock, memotor: -s DIR/none/sock: there is no directory DIR/none;",
    "-p 0 -s DIR, memotor: -s DIR: this file is not a socket;",
    "-l 192.0.2.1, memotor: cannot listen on tcp:192.0.2.1:0: this machine has no such address",
    "--admin 192.0.2.1:1, memotor: --admin 192.0.2.1:1: an address beyond loopback needs --admin-token",
    "--admin 127.0.0.1:1 --admin-token DIR/token, memotor: --admin-token DIR/token cannot be read",
    "--counters a[, memotor: --counters a[:",
    "-Z -o ssl_chain_cert=DIR/chain -o ssl_key=DIR/key, memotor: -o ssl_chain_cert",
  })
  void mistakes_areReportedBeforeTheStoreIsOpened(String options, String message) {
    Path items = directory.resolve("items");
    String line = "-p -1 --admin none -e rocksdb:" + items + " " + options;
    StringWriter err = new StringWriter();
    PrintWriter out = new PrintWriter(err, true);
    String[] args = line.replace("DIR", directory.toString()).split(" ");
    assertThat(Main.run(args, Map.of(), out, out)).isEqualTo(2);
    assertThat(err.toString()).startsWith(message.replace("DIR", directory.toString()));
    assertThat(items).doesNotExist();
  }
}
