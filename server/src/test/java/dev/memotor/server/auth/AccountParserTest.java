package dev.memotor.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memotor.server.config.ConfigurationException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccountParserTest {

  private static Accounts parse(String text) {
    return AccountParser.parse("users", text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void usersRightsAndComments() {
    Accounts accounts =
        parse("# staff\r\n@bob read-only prefix=team1:\r\nbob:a:b c\r\n\r\nana:secret\n");
    assertThat(accounts.count()).isEqualTo(2);
    assertThat(accounts.find("bob").user()).isEqualTo(new User("bob", true, "team1:"));
    assertThat(accounts.find("bob").matchesPlain(bytes("a:b c"))).isTrue();
    assertThat(accounts.find("bob").matchesPlain(bytes("a:b"))).isFalse();
    assertThat(accounts.find("ana").user()).isEqualTo(new User("ana", false, ""));
  }

  @Test
  void hashedPassword() {
    Accounts accounts = parse("ana:" + PasswordHash.of(bytes("pässword"), 4096));
    ScramVerifier verifier = accounts.find("ana").verifier(0);
    assertThat(verifier.matches(bytes("pässword"))).isTrue();
    assertThat(verifier.matches(bytes("password"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a:b;nothing      | line 2: a user is written name:password
          a:b;:x           | line 2: the name is missing
          a:b;x y:z        | line 2: a name has no spaces or control characters
          a:b;c:           | line 2: the password is missing
          a:b;a:c          | line 2: the user 'a' is there twice
          a:b;@            | line 2: the name is missing
          a:b;@a           | line 2: give 'read-only' or 'prefix=...' behind '@a'
          a:b;@c read-only | line 2: there is no line 'name:password' for 'c'
          a:b;@a admin     | line 2: 'admin' is unknown; there are 'read-only' and 'prefix=...'
          a:b;@a prefix=   | line 2: a prefix has 1 to 200 bytes without spaces or control
          a:b;@a read-only read-only | line 2: 'read-only' is there twice
          a:b;@a prefix=x prefix=y   | line 2: 'prefix' is there twice
          a:b;@a read-only;@a prefix=x | line 3: the rights of 'a' are there twice
          a:SCRAM-SHA-256$4096         | line 1: a hashed password has the form
          a:SCRAM-SHA-256$10:YQ==$YQ==:YQ== | line 1: the iterations of a hashed password
          a:SCRAM-SHA-256$4096:YQ==$YQ==:YQ== | line 1: a hashed password has a salt and two keys
          a:SCRAM-SHA-256$4096:?$YQ==:YQ==  | line 1: the salt of a hashed password is no base64
          #                | : there is no user in it
          """)
  void brokenFile_isNamedWithItsLine(String text, String message) {
    assertThatThrownBy(() -> parse(text.replace(';', '\n')))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("-Y users")
        .hasMessageContaining(message);
  }
}
