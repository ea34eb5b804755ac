package dev.memotor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.server.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.CommandSpec;

/** Command lines as getopt_long reads them. */
final class GetoptArgumentsTest {

  private final CommandSpec spec = Main.commandLine().getCommandSpec();

  /** Arguments have bars between them, since they may hold spaces. */
  private String read(String arguments) {
    return String.join("|", GetoptArguments.read(arguments.split("\\|", -1), spec));
  }

  @ParameterizedTest
  @CsvSource({
    "-m|64, --memory=64",
    "-m64, --memory=64",
    "-m 64, --memory=64",
    "-m  64, --memory=64",
    "-m| 64, --memory=64",
    "-m 64|-I 5m|-c 16384, --memory=64|--max-item-size=5m|--connections=16384",
    "-vm64, --verbose|--memory=64",
    "-vvMm|64, --verbose|--verbose|--no-evict|--memory=64",
    "-m|-1, --memory=-1",
    "-l|--, --listen=--",
    "--memory=64, --memory=64",
    "--memory|64, --memory=64",
    "--memory-limit=64, --memory=64",
    "--memory-limit|64, --memory=64",
    "--conn-limit=5, --connections=5",
    "--conn=5, --connections=5",
    "--disable-ev, --no-evict",
    "--unix-mask=700, --unix-mode=700",
    "--listen-backlog=9, --backlog=9",
    "--pidfile=x, --pid-file=x",
    "--pid=x, --pid-file=x",
    "--napi_ids=3, --napi-ids=3",
    "--verbose=2, --verbose",
    "--extended=modern|-o|track_sizes, --extended=modern|--extended=track_sizes",
    "-o a=b, --extended=a=b",
    "-e|memory, --engine=memory",
    "engines|--plugins|x, engines|--plugins|x",
  })
  void everySpelling_isNormalized(String arguments, String result) {
    assertThat(read(arguments)).isEqualTo(result);
  }

  @Test
  void everyOptionOfMemcached_isKnown() {
    String letters = "aAZpsUmMckhiVrvdluPfntDLRCbBISFXWYeoN";
    for (char letter : letters.toCharArray()) {
      assertThat(spec.findOption("-" + letter)).as("-" + letter).isNotNull();
    }
    String names =
        "unix-mask enable-shutdown enable-ssl port unix-socket udp-port memory-limit"
            + " disable-evictions conn-limit lock-memory help license version enable-coredumps"
            + " verbose daemon listen user pidfile slab-growth-factor slab-min-size threads"
            + " enable-largepages max-reqs-per-event disable-cas listen-backlog protocol"
            + " max-item-size enable-sasl disable-flush-all disable-dumping disable-watch"
            + " auth-file memory-file extended napi-ids napi_ids";
    for (String name : names.split(" ")) {
      assertThat(GetoptArguments.option(name, spec)).as(name).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "-m # -m needs a value: -m MB",
        "--memory # --memory needs a value: --memory MB",
        "-G # there is no option '-G'; 'memotor --help' lists all options",
        "-v x # '-v x': -v takes no value; give what follows as a separate argument",
        "-port=5 # there is no option '-port'; did you mean '--port'?",
        "-verbose # there is no option '-verbose'; did you mean '--verbose'?",
        "--trasport=nio # there is no option '--trasport'; did you mean '--transport'?",
        "--max_item_size=1m # there is no option '--max_item_size'; did you mean '--max-item-size'?",
        "--gibberish # there is no option '--gibberish'; 'memotor --help' lists all options",
        "--enable-s # --enable-s is ambiguous: --enable-sasl, --enable-shutdown, --enable-ssl; write it out",
        "engine # 'engine' is neither an option nor a command; did you mean 'engines'?",
        "11211 # '11211' is neither an option nor a command; the commands are help, engines, password",
        "-v|start # 'start' is neither an option nor a command; options begin with a hyphen",
      })
  void invalidArguments_areExplained(String arguments, String expected) {
    assertThatThrownBy(() -> read(arguments))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(expected);
  }

  @Test
  void names_includeMemcacheds() {
    assertThat(GetoptArguments.names(spec.findOption("-m")))
        .containsExactly("memory", "memory-limit");
    assertThat(GetoptArguments.names(spec.findOption("-P"))).containsExactly("pid-file", "pidfile");
  }
}
