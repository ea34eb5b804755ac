package dev.memotor.server.protocol;

import dev.memotor.server.buffer.ReplyBuffer;
import dev.memotor.server.dispatch.FailureLog;
import dev.memotor.server.dispatch.ReplyQueue;
import dev.memotor.server.dispatch.Request;
import dev.memotor.server.dispatch.Turn;
import dev.memotor.server.dispatch.TurnLoop;
import dev.memotor.server.stats.PrefixCounts;
import dev.memotor.server.stats.ServerCounters;
import dev.memotor.server.watch.WatchHub;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** What a request that asks no engine answers. */
final class ReplyText {

  private ReplyText() {}

  static String of(Request request) {
    Turn turn =
        new Turn(
            null,
            new TurnLoop() {
              @Override
              public void execute(Runnable task) {}

              @Override
              public boolean isOwnThread() {
                return true;
              }
            },
            new ServerCounters().add(),
            new PrefixCounts(),
            new WatchHub(),
            () -> ScriptedConnection.NOW,
            new FailureLog());
    ReplyQueue queue = new ReplyQueue(1, () -> {});
    turn.reply(queue, request);
    StringBuilder text = new StringBuilder();
    ReplyBuffer out = new ReplyBuffer();
    out.begin(
        UnpooledByteBufAllocator.DEFAULT,
        buffer -> {
          text.append(buffer.toString(StandardCharsets.ISO_8859_1));
          buffer.release();
        });
    queue.writeReplies(out, Long.MAX_VALUE);
    out.end();
    return text.toString().replace("\r\n", "|");
  }
}
