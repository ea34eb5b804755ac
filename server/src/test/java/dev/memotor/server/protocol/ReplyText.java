package dev.memotor.server.protocol;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.ByteBudget;
import dev.memotor.server.dispatch.ReplyQueue;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.dispatch.Turn;
import dev.memotor.server.dispatch.TurnLoop;
import dev.memotor.server.fixture.KeyedEngine;
import dev.memotor.server.fixture.Observed;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** The reply to a request that does not need the engine. */
final class ReplyText {

  /** One for all: its array is large. */
  private static final ReplyBuffer OUT = new ReplyBuffer();

  private static Runnable end;

  private static final Turn TURN =
      new Turn(
          new KeyedEngine(),
          new TurnLoop() {
            @Override
            public void execute(Runnable task) {
              end = task;
            }

            @Override
            public void executeAfterInput(Runnable task) {
              throw new UnsupportedOperationException("a turn takes all");
            }

            @Override
            public boolean isOwnThread() {
              return true;
            }
          },
          new Observed().loop());

  private ReplyText() {}

  static String of(Request request) {
    ReplyQueue queue =
        new ReplyQueue(
            1,
            new ByteBudget(Long.MAX_VALUE).newShare(),
            new ByteBudget(Long.MAX_VALUE).newShare(),
            () -> {});
    TURN.reply(queue, request);
    end.run();
    StringBuilder text = new StringBuilder();
    OUT.begin(
        UnpooledByteBufAllocator.DEFAULT,
        buffer -> {
          text.append(buffer.toString(StandardCharsets.ISO_8859_1));
          buffer.release();
        });
    queue.writeReplies(OUT, Long.MAX_VALUE);
    OUT.end();
    return text.toString().replace("\r\n", "|");
  }
}
