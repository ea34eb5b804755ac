package dev.memotor.server.protocol;

import dev.memotor.server.config.ClusterNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Allows everything and records the calls. */
final class FixedAdministration implements Administration {

  private final List<String> log;

  FixedAdministration(List<String> log) {
    this.log = log;
  }

  @Override
  public String version() {
    return "1.2.3";
  }

  @Override
  public boolean isFlushEnabled() {
    return true;
  }

  @Override
  public boolean areDumpsEnabled() {
    return true;
  }

  @Override
  public boolean tracksSizes() {
    return false;
  }

  @Override
  public boolean isWatchEnabled() {
    return true;
  }

  @Override
  public CompletionStage<Void> flush(long at) {
    log.add("flush at " + at);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void setVerbosity(int level) {
    log.add("verbosity " + level);
  }

  @Override
  public MemoryLimit setMemoryLimit(long megabytes) {
    log.add("memory " + megabytes);
    return megabytes < 8 ? MemoryLimit.TOO_SMALL : MemoryLimit.SET;
  }

  @Override
  public boolean isShutdownEnabled() {
    return true;
  }

  @Override
  public void shutdown() {
    log.add("shutdown");
  }

  @Override
  public String refreshCertificates() {
    log.add("refresh certificates");
    return "OK";
  }

  @Override
  public List<ClusterNode> clusterNodes() {
    return List.of(
        new ClusterNode("a.example", "10.0.0.1", 11211), new ClusterNode("b.example", "", 11212));
  }

  @Override
  public void resetStats() {
    log.add("reset");
  }

  @Override
  public boolean stats(String group, BiConsumer<String, String> figure) {
    figure.accept("group", group);
    return !group.equals("nonsense");
  }

  @Override
  public void setDetail(boolean on) {
    log.add("detail " + on);
  }

  @Override
  public String detail() {
    return "PREFIX a get 1 hit 1 set 1 del 1\r\n";
  }
}
