package dev.memotor.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memotor.conformance.template.Bindings;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes are written out by hand: nothing of the runner computes what it is tested with. */
class FrameRequestTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NOOP | 80 0a 0000 00 00 0000 00000000 deadbeef 0000000000000000",
        "GET key=ab | 80 00 0002 00 00 0000 00000002 deadbeef 0000000000000000 6162",
        "SET key=a value=\"b c\" flags=5 expiry=10 opaque=1 cas=2"
            + " | 80 01 0001 08 00 0000 0000000c 00000001 0000000000000002 00000005 0000000a 61"
            + " 622063",
        "INCREMENT key=a delta=18446744073709551615 initial=7 expiry=0xffffffff"
            + " | 80 05 0001 14 00 0000 00000015 deadbeef 0000000000000000 ffffffffffffffff"
            + " 0000000000000007 ffffffff 61",
        "FLUSH | 80 08 0000 00 00 0000 00000000 deadbeef 0000000000000000",
        "FLUSH expiry=0 | 80 08 0000 04 00 0000 00000004 deadbeef 0000000000000000 00000000",
        "SET key=a extras= value=b | 80 01 0001 00 00 0000 00000002 deadbeef 0000000000000000 6162",
        "0x25 vbucket=1 datatype=2 | 80 25 0000 00 02 0001 00000000 deadbeef 0000000000000000",
        "GET key=ab keylen=9 extlen=3 bodylen=77 magic=0x90"
            + " | 90 00 0009 03 00 0000 0000004d deadbeef 0000000000000000 6162"
      })
  void render_isTheProtocolsLayout(String notation, String hex) {
    Bindings bindings = new Bindings("k", InstantSource.system());
    String bytes = FrameRequest.parse(notation).render(bindings);
    assertThat(HexFormat.of().formatHex(bytes.getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(hex.replace(" ", ""));
  }
}
