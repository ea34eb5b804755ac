package dev.memotor.bench.load;

import dev.memotor.bench.protocol.Exchange;
import dev.memotor.bench.protocol.InFlight;
import dev.memotor.bench.protocol.ReplyParser;
import dev.memotor.bench.protocol.RequestWriter;
import dev.memotor.bench.tally.Recorder;
import dev.memotor.bench.tally.Tallies;
import dev.memotor.bench.tally.Timeline;
import dev.memotor.bench.workload.KeyDistribution;
import dev.memotor.bench.workload.Random64;
import dev.memotor.bench.workload.Values;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/** One load from connecting to the result. */
public final class Run {

  private static final int BUFFER = 256 * 1024;
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  /** Sets that are under way on a connection while the store is being filled: this many bytes. */
  private static final int FILL_BYTES = 128 * 1024;

  private static final int FILL_REQUESTS = 100;

  private final String target;
  private final InetSocketAddress address;
  private final Load load;
  private final Effort effort;
  private final List<Long> serverPids;
  private final Progress progress;
  private final NanoClock clock;
  private final Tallies tallies = new Tallies();
  private final List<Worker> workers = new ArrayList<>();

  /**
   * @param serverPids the processes whose CPU time is read
   */
  public Run(
      String target,
      InetSocketAddress address,
      Load load,
      Effort effort,
      List<Long> serverPids,
      Progress progress) {
    this.target = target;
    this.address = address;
    this.load = load;
    this.effort = effort;
    this.serverPids = List.copyOf(serverPids);
    this.progress = progress;
    // Counted from here, so that no sum or difference of times ever overflows.
    long begin = System.nanoTime();
    clock = () -> System.nanoTime() - begin;
  }

  public Outcome execute() throws IOException {
    try {
      createWorkers();
      if (effort.fill()) {
        fill();
      }
      return measure();
    } finally {
      workers.forEach(Worker::close);
      progress.end();
    }
  }

  private void createWorkers() throws IOException {
    int threads = Math.min(effort.threads(), effort.connections());
    for (int i = 0; i < threads; i++) {
      int links = effort.connections() / threads + (i < effort.connections() % threads ? 1 : 0);
      Worker worker = createWorker(links);
      workers.add(worker);
      worker.connect();
    }
  }

  private Worker createWorker(int linkCount) throws IOException {
    Values values = new Values(load.sizes().largest());
    RequestWriter writer = load.protocol().writer(load.keyspace(), values, load.ttlSeconds());
    Recorder recorder = new Recorder(tallies);
    int largestRequest =
        load.sizes().largest() + writer.overhead() * Math.max(2, load.multiget() + 1);
    Selector selector = Selector.open();
    Link.Shared shared =
        new Link.Shared(
            address,
            CONNECT_TIMEOUT_MILLIS,
            selector,
            ByteBuffer.allocateDirect(BUFFER),
            ByteBuffer.allocateDirect(Math.max(BUFFER, largestRequest)),
            writer,
            recorder);
    int entries = Math.max(effort.pipeline() * (load.multiget() + 1), fillDepth());
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < linkCount; i++) {
      Exchange exchange = new Exchange(new InFlight(entries), recorder, load.sizes());
      ReplyParser parser =
          load.protocol().parser(exchange, load.keyspace(), values, load.checkValues());
      links.add(new Link(shared, exchange, parser));
    }
    return new Worker(selector, links, recorder, clock, effort.replyTimeout());
  }

  private int fillDepth() {
    return Math.max(1, Math.min(FILL_REQUESTS, FILL_BYTES / Math.max(1, load.sizes().largest())));
  }

  private void fill() throws IOException {
    long keys = load.keyspace().count();
    long start = clock.nanos();
    List<FutureTask<Void>> parts = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      FillSource source =
          new FillSource(
              (int) (keys * i / workers.size()),
              (int) (keys * (i + 1) / workers.size()),
              load.mix().increments() > 0,
              load.sizes(),
              randomOf(i));
      parts.add(
          begin(workers.get(i), new ClosedLoop(source, fillDepth()), Timeline.unmeasured(start)));
    }
    progress.filling(keys);
    awaitAll(parts);
  }

  private Outcome measure() throws IOException {
    long start = clock.nanos();
    long measureFrom = start + effort.warmUp();
    long end =
        effort.duration() == Long.MAX_VALUE ? Long.MAX_VALUE : measureFrom + effort.duration();
    Timeline timeline = new Timeline(start, measureFrom, end, effort.interval());
    Function<Integer, Pace> paces = paces(timeline);
    List<FutureTask<Void>> parts = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      parts.add(begin(workers.get(i), paces.apply(i), timeline));
    }
    sleepUntil(measureFrom, parts);
    List<Long> serverCpu = ProcessCpu.of(serverPids);
    long ownCpu = ProcessCpu.ofThisProcess();
    while (clock.nanos() < end && !allDone(parts)) {
      sleepUntil(Math.min(end, clock.nanos() + effort.interval()), parts);
      progress.measuring((clock.nanos() - measureFrom) / 1e9, tallies, effort.interval() / 1e9);
    }
    double seconds = (Math.min(clock.nanos(), end) - measureFrom) / 1e9;
    List<Long> serverCpuUsed = ProcessCpu.since(serverCpu, ProcessCpu.of(serverPids));
    long ownCpuUsed = ProcessCpu.ofThisProcess() - ownCpu;
    awaitAll(parts);
    return new Outcome(
        target,
        load,
        effort,
        seconds,
        tallies.total(),
        tallies.series(effort.interval() / 1e9, seconds),
        tallies.errorsOutside(),
        workers.stream().flatMap(worker -> worker.recorder().samples().stream()).limit(5).toList(),
        serverCpuUsed,
        ownCpuUsed);
  }

  private Function<Integer, Pace> paces(Timeline timeline) {
    KeyDistribution keys = load.popularity().over(load.keyspace().count());
    return number -> {
      long requests =
          effort.requests() == Long.MAX_VALUE
              ? Long.MAX_VALUE
              : effort.requests() / workers.size()
                  + (number < effort.requests() % workers.size() ? 1 : 0);
      MixedSource source =
          new MixedSource(
              load.mix(),
              keys,
              load.sizes(),
              load.multiget(),
              requests,
              timeline.measureFrom(),
              randomOf(workers.size() + number));
      if (!effort.isOpenLoop()) {
        return new ClosedLoop(source, effort.pipeline());
      }
      double gap = 1e9 * workers.size() / effort.ratePerSecond();
      // Workers take turns, or each rate would be a rate of bursts.
      long begin = timeline.start() + (long) (gap * number / workers.size());
      Schedule schedule =
          effort.poisson()
              ? Schedule.poisson(begin, gap, randomOf(2 * workers.size() + number))
              : Schedule.regular(begin, gap);
      return new OpenLoop(source, schedule, workers.get(number).links(), effort.pipeline());
    };
  }

  private Random64 randomOf(int number) {
    return new Random64(Random64.mix(load.seed() + number));
  }

  private static FutureTask<Void> begin(Worker worker, Pace pace, Timeline timeline) {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              worker.run(pace, timeline);
              return null;
            });
    Thread thread = new Thread(task, "bench-worker");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private static boolean allDone(List<FutureTask<Void>> parts) {
    return parts.stream().allMatch(FutureTask::isDone);
  }

  /** In small steps, because workers may be done before. */
  private void sleepUntil(long nanos, List<FutureTask<Void>> parts) {
    try {
      long left = nanos - clock.nanos();
      while (left > 0 && !allDone(parts)) {
        long step = Math.min(left, 10_000_000);
        Thread.sleep(step / 1_000_000, (int) (step % 1_000_000));
        left = nanos - clock.nanos();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }

  private static void awaitAll(List<FutureTask<Void>> parts) throws IOException {
    try {
      for (FutureTask<Void> part : parts) {
        part.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("a worker failed", e.getCause());
    }
  }
}
