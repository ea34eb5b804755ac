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
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hashes a password for the file of users. */
@Command(
    name = "password",
    description = {
      "Prints a line for the file of -Y with a hashed password.",
      "Asks for the password, or reads it from the first line of the input."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class PasswordCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "USER",
      arity = "0..1",
      description = "The user; without one only the hashed password is printed.")
  private String user;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Rounds of hashing: cost of a guess, and of a first connection.")
  private int iterations = PasswordHash.DEFAULT_ITERATIONS;

  @Override
  public Integer call() throws IOException {
    if (user != null && !user.matches("[^\\s\\p{Cntrl}:@#][^\\s\\p{Cntrl}:]*")) {
      throw new ConfigurationException(
          "'"
              + user
              + "' is no user name: it has no spaces and no colon, and begins with neither"
              + " @ nor #");
    }
    String password = read();
    if (password == null || password.isEmpty()) {
      throw new ConfigurationException("give a password, at the prompt or on standard input");
    }
    String hash;
    try {
      hash = PasswordHash.of(password.getBytes(StandardCharsets.UTF_8), iterations);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("--iterations " + iterations + ": " + e.getMessage(), e);
    }
    spec.commandLine().getOut().println(user == null ? hash : user + ":" + hash);
    return 0;
  }

  private static String read() throws IOException {
    Console console = System.console();
    if (console == null) {
      return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
          .readLine();
    }
    char[] first = console.readPassword("Password: ");
    char[] second = console.readPassword("Once more: ");
    if (!Arrays.equals(first, second)) {
      throw new ConfigurationException("the two passwords differ");
    }
    return first == null ? null : new String(first);
  }
}
