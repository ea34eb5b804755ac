package dev.memotor.bench.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every case is fed in pieces of several lengths: byte by byte, and all at once. */
final class RepliesTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 30, 10_000})
  void textRepliesOfAllKinds(int piece) {
    Replies replies = new Replies(Protocol.TEXT, "5", piece);
    replies.get(7).get(8).get(1, 2, 3, 4).ask(InFlight.SET, 5).ask(InFlight.INCREMENT, 6);
    replies.feed("VALUE key0007 0 5\r\n" + replies.value(7, 5) + "\r\nEND\r\n");
    replies.feed("END\r\n");
    replies.feed("VALUE key0002 0 5\r\n" + replies.value(2, 5) + "\r\n");
    replies.feed("VALUE key0004 0 5\r\n" + replies.value(4, 5) + "\r\nEND\r\n");
    replies.feed("STORED\r\n17\r\n");
    assertThat(replies.counted())
        .isEqualTo("completed 5, hits 3, misses 3, get 3/6, set 1/1, incr 1/1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10_000})
  void textErrors(int piece) {
    assertThat(text(piece).get(7).feed("VALUE key0007 0 5\r\nxxxxx\r\nEND\r\n").counted())
        .isEqualTo("completed 1, hits 0, misses 0, get 1/0, VALUE 1");
    assertThat(text(piece).get(7).feed("VALUE key0007 0 4\r\nxxxx\r\nEND\r\n").counted())
        .contains("VALUE 1")
        .doesNotContain("broken");
    assertThat(text(piece).get(7).feed("VALUE key0008 0 5\r\n").counted()).contains("WRONG 1");
    assertThat(text(piece).get(7).feed("VALUE key0007 1 5\r\n").counted()).contains("WRONG 1");
    assertThat(text(piece).get(7).feed("VALUE key0007 0 5 1\r\n").counted()).contains("WRONG 1");
    assertThat(text(piece).get(7).feed("STORED\r\n").counted())
        .isEqualTo("completed 1, hits 0, misses 0, WRONG 1, broken");
    assertThat(text(piece).get(7).feed("END\n").counted()).contains("WRONG 1, broken");
    assertThat(text(piece).ask(InFlight.SET, 1).feed("SERVER_ERROR out of memory\r\n").counted())
        .isEqualTo("completed 1, hits 0, misses 0, REFUSED 1");
    assertThat(text(piece).get(1, 2, 3).feed("SERVER_ERROR busy\r\n").counted())
        .isEqualTo("completed 1, hits 0, misses 0, REFUSED 1");
    assertThat(text(piece).ask(InFlight.SET, 1).feed("NOT_STORED\r\n").counted())
        .isEqualTo("completed 1, hits 0, misses 0, WRONG 1");
    assertThat(text(piece).ask(InFlight.INCREMENT, 1).feed("NOT_FOUND\r\n").counted())
        .isEqualTo("completed 1, hits 0, misses 0, WRONG 1");
    assertThat(text(piece).ask(InFlight.SET, 1).feed("STORED\r\nSTORED\r\n").counted())
        .contains("set 1/1, SURPLUS 1, broken");
    assertThat(text(piece).ask(InFlight.SET, 1).feed("STOR").counted()).contains("owed 1");
    assertThat(text(piece).ask(InFlight.SET, 1).feed("x".repeat(5000)).counted())
        .contains("WRONG 1, broken");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10_000})
  void aValueIsFollowedByALineEnd(int piece) {
    Replies replies = text(piece).get(7);
    replies.feed("VALUE key0007 0 5\r\n" + replies.value(7, 5) + "xx");
    assertThat(replies.counted()).contains("WRONG 1, broken");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 1000, 200_000})
  void largeAndEmptyValues(int piece) {
    Replies replies = new Replies(Protocol.TEXT, "0-70000", piece).get(1).get(2);
    replies.feed("VALUE key0001 0 70000\r\n" + replies.value(1, 70_000) + "\r\nEND\r\n");
    replies.feed("VALUE key0002 0 0\r\n\r\nEND\r\n");
    assertThat(replies.counted()).isEqualTo("completed 2, hits 2, misses 0, get 2/2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10_000})
  void meta(int piece) {
    Replies replies = new Replies(Protocol.META, "5", piece);
    replies.ask(InFlight.GET, 7).ask(InFlight.GET, 8).get(1, 2, 3);
    replies.ask(InFlight.SET, 1).ask(InFlight.INCREMENT, 1);
    replies.feed("VA 5\r\n" + replies.value(7, 5) + "\r\nEN\r\n");
    replies.feed("VA 5 kkey0002\r\n" + replies.value(2, 5) + "\r\nMN\r\n");
    replies.feed("HD\r\nVA 2\r\n17\r\n");
    assertThat(replies.counted())
        .isEqualTo("completed 5, hits 2, misses 3, get 3/5, set 1/1, incr 1/1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10_000})
  void metaErrors(int piece) {
    assertThat(meta(piece, InFlight.GET).feed("VA 5\r\nxxxxx\r\n").counted()).contains("VALUE 1");
    assertThat(meta(piece, InFlight.GET).feed("HD\r\n").counted()).contains("WRONG 1, broken");
    assertThat(meta(piece, InFlight.SET).feed("NS\r\n").counted())
        .isEqualTo("completed 1, hits 0, misses 0, WRONG 1");
    assertThat(meta(piece, InFlight.SET).feed("SERVER_ERROR x\r\n").counted())
        .contains("REFUSED 1");
    assertThat(meta(piece, InFlight.INCREMENT).feed("VA 2\r\n1x\r\n").counted())
        .contains("VALUE 1");
    Replies replies = new Replies(Protocol.META, "5", piece).get(1, 2);
    assertThat(replies.feed("VA 5 kkey0003\r\n").counted()).contains("WRONG 1, broken");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10_000})
  void resp(int piece) {
    Replies replies = new Replies(Protocol.RESP, "5", piece);
    replies.ask(InFlight.GET, 7).ask(InFlight.GET, 8).get(1, 2).get(3);
    replies.ask(InFlight.SET, 1).ask(InFlight.INCREMENT, 1);
    replies.feed("$5\r\n" + replies.value(7, 5) + "\r\n$-1\r\n");
    replies.feed("*2\r\n$-1\r\n$5\r\n" + replies.value(2, 5) + "\r\n*1\r\n$5\r\nwrong\r\n");
    replies.feed("+OK\r\n:17\r\n");
    assertThat(replies.counted())
        .isEqualTo("completed 6, hits 2, misses 2, get 4/4, set 1/1, incr 1/1, VALUE 1");
    assertThat(
            new Replies(Protocol.RESP, "5", piece)
                .get(1, 2)
                .ask(InFlight.SET, 1)
                .feed("-ERR no\r\n-ERR no\r\n")
                .counted())
        .isEqualTo("completed 2, hits 0, misses 0, REFUSED 2");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 25, 10_000})
  void binary(int piece) {
    Replies replies = new Replies(Protocol.BINARY, "0-5", piece);
    // Sequence numbers 0 to 7.
    replies.ask(InFlight.GET, 7).ask(InFlight.GET, 8).get(1, 2, 3);
    replies.ask(InFlight.SET, 1).ask(InFlight.INCREMENT, 1).ask(InFlight.GET, 9);
    replies.feed(reply(0x00, 0, 0, 4, "\0\0\0\0" + replies.value(7, 5)));
    replies.feed(reply(0x00, 1, 1, 0, "Not found"));
    replies.feed(reply(0x09, 0, 3, 4, "\0\0\0\0" + replies.value(2, 5)));
    replies.feed(reply(0x0a, 0, 5, 0, ""));
    replies.feed(reply(0x01, 0, 6, 0, ""));
    replies.feed(reply(0x05, 0, 7, 0, "\0\0\0\0\0\0\0\1"));
    replies.feed(reply(0x00, 0, 8, 4, "\0\0\0\0"));
    assertThat(replies.counted())
        .isEqualTo("completed 6, hits 3, misses 3, get 4/6, set 1/1, incr 1/1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 25, 10_000})
  void binaryErrors(int piece) {
    assertThat(binaryGet(piece).feed(reply(0x00, 0, 0, 4, "\0\0\0\0xxxxx")).counted())
        .isEqualTo("completed 1, hits 0, misses 0, VALUE 1");
    assertThat(binaryGet(piece).feed(reply(0x00, 0x82, 0, 0, "Out of memory")).counted())
        .isEqualTo("completed 1, hits 0, misses 0, REFUSED 1");
    assertThat(binaryGet(piece).feed(reply(0x00, 1, 5, 0, "")).counted())
        .contains("WRONG 1, broken");
    assertThat(binaryGet(piece).feed(reply(0x01, 0, 0, 0, "")).counted())
        .contains("WRONG 1, broken");
    assertThat(binaryGet(piece).feed(reply(0x00, 0, 0, 4, "\0\0\0\1xxxxx")).counted())
        .contains("WRONG 1, broken");
    byte[] badMagic = reply(0x00, 0, 0, 4, "\0\0\0\0xxxxx");
    badMagic[0] = 'E';
    assertThat(binaryGet(piece).feed(badMagic).counted()).contains("WRONG 1, broken");
    Replies chain = new Replies(Protocol.BINARY, "5", piece).get(1, 2);
    chain.feed(reply(0x09, 0x86, 1, 0, "busy")).feed(reply(0x0a, 0, 2, 0, ""));
    assertThat(chain.counted()).isEqualTo("completed 1, hits 0, misses 1, get 1/1, REFUSED 1");
  }

  private static Replies text(int piece) {
    return new Replies(Protocol.TEXT, "5", piece);
  }

  private static Replies meta(int piece, byte kind) {
    return new Replies(Protocol.META, "5", piece).ask(kind, 7);
  }

  private static Replies binaryGet(int piece) {
    return new Replies(Protocol.BINARY, "5", piece).ask(InFlight.GET, 7);
  }

  private static byte[] reply(int opcode, int status, int opaque, int extras, String body) {
    ByteBuffer reply = ByteBuffer.allocate(24 + body.length());
    reply.put((byte) 0x81).put((byte) opcode).putShort((short) 0);
    reply.put((byte) extras).put((byte) 0).putShort((short) status);
    reply.putInt(body.length()).putInt(opaque).putLong(42);
    for (char c : body.toCharArray()) {
      reply.put((byte) c);
    }
    return reply.array();
  }
}
