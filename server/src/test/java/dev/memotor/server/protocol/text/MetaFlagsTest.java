package dev.memotor.server.protocol.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.engine.Exptime;
import dev.memotor.server.auth.Session;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MetaFlagsTest {

  private static final long NOW = 1_800_000_000L;

  private final TextLine line = new TextLine();
  private MetaFlags flags;

  private byte[] read(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    line.read(bytes, 0, bytes.length);
    flags = MetaFlags.parse(line, 2, Session.open(), NOW);
    return flags.error();
  }

  @ParameterizedTest
  @CsvSource({
    "mg k z, CLIENT_ERROR invalid flag",
    "mg k v v, CLIENT_ERROR duplicate flag",
    "mg k Cx, CLIENT_ERROR bad token in command line format",
    "mg k E, CLIENT_ERROR bad token in command line format",
    "ma k D-1, CLIENT_ERROR invalid numeric delta value",
    "ma k J, CLIENT_ERROR invalid numeric initial value",
    "ms k F4294967296, CLIENT_ERROR bad command line format",
    "mg k T2147483648, CLIENT_ERROR bad token in command line format",
    "mg k N, CLIENT_ERROR bad token in command line format",
    "mg k b, CLIENT_ERROR error decoding key",
    "mg k _, CLIENT_ERROR invalid flag",
    "mg k T+1, CLIENT_ERROR bad token in command line format",
    "mg k T000000000001, CLIENT_ERROR bad token in command line format",
    "mg k Tx Dx, CLIENT_ERROR invalid numeric delta value",
    "mg k Dx Tx, CLIENT_ERROR bad token in command line format",
    "mg k Dx Fx, CLIENT_ERROR invalid numeric delta value",
    "mg k Dx b, CLIENT_ERROR error decoding key",
    "mg k Tx v v, CLIENT_ERROR duplicate flag",
    "mg k Fx Y, CLIENT_ERROR invalid flag",
    "mg k a b c d e f g h i j k l m n o p q r s, CLIENT_ERROR options flags are too long",
  })
  void wrongFlag_isNamed(String text, String error) {
    assertThat(read(text)).isEqualTo(ReplyLines.line(error));
  }

  @Test
  void arguments_areRead() {
    assertThat(read("ms k T60 N0 R30 C7 E18446744073709551615 D5 J10 F4294967295 MA I q")).isNull();
    assertThat(flags.exptime()).isEqualTo(NOW + 60);
    assertThat(flags.vivifyExptime()).isEqualTo(Exptime.NEVER);
    assertThat(flags.recache().before()).isEqualTo(NOW + 30);
    assertThat(flags.casExpected()).isEqualTo(7);
    assertThat(flags.casGiven()).isEqualTo(-1);
    assertThat(flags.delta()).isEqualTo(5);
    assertThat(flags.arithmeticVivify().initial()).isEqualTo(10);
    assertThat(flags.clientFlags()).isEqualTo(-1);
    assertThat(flags.mode('S')).isEqualTo('A');
    assertThat(flags.condition().staleIfOlder()).isTrue();
    assertThat(flags.isPlainGet()).isFalse();
  }

  @Test
  void withoutFlags_allHaveDefaults() {
    assertThat(read("ms k")).isNull();
    assertThat(flags.newExptime()).isEqualTo(Exptime.NONE);
    assertThat(flags.exptime()).isEqualTo(Exptime.NEVER);
    assertThat(flags.condition()).isNull();
    assertThat(flags.clientFlags()).isZero();
    assertThat(flags.mode('S')).isEqualTo('S');
    assertThat(flags.has('q')).isFalse();
    assertThat(flags.shown()).isZero();
    assertThat(flags.isPlainGet()).isTrue();
  }

  @Test
  void order_decidesWhatRecacheAndVivifyUse() {
    read("mg k T60 R30");
    assertThat(flags.recache().seesTouch()).isTrue();
    read("mg k R30 T60");
    assertThat(flags.recache().seesTouch()).isFalse();
    read("mg k N10 T60");
    assertThat(flags.vivifyExptimeAfterTouch()).isEqualTo(NOW + 60);
    read("mg k T60 N10");
    assertThat(flags.vivifyExptimeAfterTouch()).isEqualTo(NOW + 10);
  }

  @Test
  void opaque_isLimited() {
    read("mg k O0123456789012345678901234567890");
    assertThat(flags.isOpaqueTooLong()).isFalse();
    read("mg k O01234567890123456789012345678901");
    assertThat(flags.isOpaqueTooLong()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "mg k !, false",
    "mg k v {, false",
    "mg k v @, false",
    "mg k A Z a z 0 9 _, true",
    "mg k 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 !, true",
  })
  void letters_areCheckedFirst(String text, boolean good) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    line.read(bytes, 0, bytes.length);
    assertThat(MetaFlags.areWellFormed(line, 2)).isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({"Zm9v, foo", "!Zm-9v!, foo", "Zm8=, fo", "Zg==AAAA, f", "Zg==, f"})
  void base64Key_isDecoded(String key, String decoded) {
    assertThat(read("mg " + key + " b")).isNull();
    assertThat(flags.key()).hasToString(decoded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Zm9", "Zm9v=", "!!!!", "====", "Z==="})
  void malformedBase64_isRefused(String key) {
    assertThat(read("mg " + key + " b")).isEqualTo(ReplyLines.BAD_BASE64_KEY);
    read("mg " + key);
    assertThat(flags.key()).hasToString(key);
  }
}
