package dev.memotor.server.cli;

import dev.memotor.server.auth.PasswordHash;
import dev.memotor.server.config.ConfigurationException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hashes a password for the file of users. */
@Command(
    name = "password",
    usageHelpAutoWidth = true,
    synopsisHeading = "Usage: ",
    customSynopsis = "memotor password [OPTIONS] [USER]",
    header = {
      "memotor password: prints a line for the file of users (-Y), the password hashed.",
      ""
    },
    description = {
      "",
      "The password is read from the terminal, or from the first line of standard input.",
      ""
    },
    versionProvider = Version.class)
final class PasswordCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private Hashing hashing;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli reads the annotation
  private HelpOptions general;

  @Parameters(
      paramLabel = "USER",
      arity = "0..1",
      description = "Name of the user; without it only the hashed password is printed")
  private @Nullable String user;

  /** How the password is hashed. */
  @Command(header = "Hashing")
  static final class Hashing {

    @Option(
        names = "--iterations",
        paramLabel = "N",
        description =
            "Rounds of hashing, the cost of each guess and of each user's first login"
                + " (default: 10000)")
    private int iterations = PasswordHash.DEFAULT_ITERATIONS;
  }

  @Override
  public Integer call() throws IOException {
    if (user != null && !user.matches("[^\\s\\p{Cntrl}:@#][^\\s\\p{Cntrl}:]*")) {
      throw new ConfigurationException(
          "'"
              + user
              + "' is not a user name: give one without spaces and colons that does not begin with"
              + " @ or #");
    }
    String password = read();
    if (password == null || password.isEmpty()) {
      throw new ConfigurationException("give a password at the prompt or on standard input");
    }
    String hash;
    try {
      hash = PasswordHash.of(password.getBytes(StandardCharsets.UTF_8), hashing.iterations);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "--iterations " + hashing.iterations + ": " + e.getMessage(), e);
    }
    spec.commandLine().getOut().println(user == null ? hash : user + ":" + hash);
    return 0;
  }

  private static @Nullable String read() throws IOException {
    Console console = System.console();
    if (console == null) {
      return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
          .readLine();
    }
    char[] first = console.readPassword("Password: ");
    char[] second = console.readPassword("Repeat password: ");
    if (!Arrays.equals(first, second)) {
      throw new ConfigurationException("the passwords do not match");
    }
    return first == null ? null : new String(first);
  }
}
