package dev.memotor.server.cli;

import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineContext;
import dev.memotor.server.CheckedConfig;
import dev.memotor.server.MemotorServer;
import dev.memotor.server.config.ListenConfig;
import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a server: {@code memotor} without a subcommand. */
@Command(
    name = "memotor",
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    header = {
      "memotor: a memcached server with the storage engine of your choice.",
      "",
      "Works with every memcached client. With the default engine, items survive restarts.",
      ""
    },
    synopsisHeading = "Usage: ",
    customSynopsis = {"memotor [OPTIONS]", "       memotor COMMAND [ARGUMENTS]"},
    descriptionHeading = "%nCommands:%n",
    description = {
      "  engines [NAME]      List the storage engines, or show one with its options",
      "  password [USER]     Hash a password for the file of users (-Y)",
      "  conform HOST:PORT   Test any memcached server for conformance",
      "  bench HOST:PORT     Measure throughput and latency of any memcached server",
      "  help [COMMAND]      Show the help of a command",
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  memotor                            RocksDB in ./memotor-data, port 11211",
      "  memotor -e memory -m 1024          A drop-in replacement for memcached",
      "  memotor -e 'rocksdb:/srv/items?sync=always'",
      "                                     Writes survive power failures, too",
      "  memotor -l 127.0.0.1,[::1]:11311   Two addresses, one with its own port",
      "",
      "Options can also be set in the environment (MEMOTOR_MEMORY=512) or in a file"
          + " (memory = 512), by their long names. The command line takes precedence, then the"
          + " environment."
    })
final class ServeCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

  @Spec private CommandSpec spec;
  @Mixin private StoreOptions store;
  @Mixin private ListenOptions listen;
  @Mixin private ConnectionOptions connections;
  @Mixin private SecurityOptions security;
  @Mixin private MonitoringOptions monitoring;
  @Mixin private ProcessOptions process;
  @Mixin private TuningOptions tuning;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli reads the annotation
  private HelpOptions general;

  @Override
  public Integer call() throws InterruptedException {
    LogFormat.use(process.logFormat());
    if (process.license()) {
      return showLicense();
    }
    tuning.check();
    ExtendedOptions extended = process.extended();
    ServerConfig config = config(extended);
    EngineStart start = store.engine();
    EngineClock clock = EngineClock.system();
    ServerIdentity identity =
        new ServerIdentity(Version.number(), start.config().toString(), listen.clusterNodes());
    EngineContext context = config.items().context(clock);
    CheckedConfig checked = CheckedConfig.of(config);
    ServiceManager manager = new ServiceManager(System.getenv("NOTIFY_SOCKET"));
    GracefulStop stop = new GracefulStop(manager);
    stop.onSignal();
    stop.add(checked::close);
    MemotorServer server;
    try {
      Engine engine = store.behindTier(start.open(context), context);
      stop.add(engine::close);
      server =
          stop.start(
              () -> MemotorServer.start(checked, identity, engine, clock),
              started -> started::close);
      if (process.pidFile() != null) {
        PidFile file = new PidFile(process.pidFile());
        file.write();
        stop.add(file::remove);
      }
      StartMessages.log(server, config, engine, identity);
    } catch (RuntimeException | Error e) {
      // Errors too, such as a plug-in's linkage errors: they must not exit with status 0.
      stop.cancel();
      throw e;
    }
    tuning.report();
    extended.reportIgnored();
    ReloadSignal.watch(server);
    manager.ready();
    if (process.daemon()) {
      Background.started();
    }
    try {
      server.awaitShutdown();
    } catch (InterruptedException e) {
      LOG.debug("interrupted; stopping");
    }
    return stop.run() ? 0 : 1;
  }

  private int showLicense() {
    spec.commandLine()
        .getOut()
        .println(
            "memotor "
                + Version.number()
                + ": Apache License 2.0. Its libraries have their own licenses: see NOTICE, and META-INF"
                + " in the jars of lib");
    return 0;
  }

  private ServerConfig config(ExtendedOptions extended) {
    ListenConfig addresses = listen.config();
    SecurityConfig access = security.config(addresses.protocol(), extended);
    listen.check(addresses.addresses(), access.tls());
    return new ServerConfig(
        addresses,
        connections.config(extended),
        store.config(),
        access,
        monitoring.config(process.verbosity()));
  }
}
