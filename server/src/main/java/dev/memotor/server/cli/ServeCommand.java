package dev.memotor.server.cli;

import dev.memotor.engine.Capability;
import dev.memotor.engine.Engine;
import dev.memotor.engine.EngineClock;
import dev.memotor.engine.EngineConfig;
import dev.memotor.engine.EngineContext;
import dev.memotor.engine.Suggestion;
import dev.memotor.server.MemotorServer;
import dev.memotor.server.config.AllowedCommands;
import dev.memotor.server.config.ClusterNode;
import dev.memotor.server.config.ConfigurationException;
import dev.memotor.server.config.ConnectionConfig;
import dev.memotor.server.config.ConnectionConfig.TransportKind;
import dev.memotor.server.config.ItemConfig;
import dev.memotor.server.config.ListenAddress;
import dev.memotor.server.config.ListenAddress.Encryption;
import dev.memotor.server.config.ListenAddress.Protocol;
import dev.memotor.server.config.ListenConfig;
import dev.memotor.server.config.ListenConfig.UnixSocket;
import dev.memotor.server.config.MonitoringConfig;
import dev.memotor.server.config.MonitoringConfig.Admin;
import dev.memotor.server.config.MonitoringConfig.Counters;
import dev.memotor.server.config.MonitoringConfig.Keys;
import dev.memotor.server.config.MonitoringConfig.Prefixes;
import dev.memotor.server.config.SecurityConfig;
import dev.memotor.server.config.ServerConfig;
import dev.memotor.server.config.ServerIdentity;
import dev.memotor.server.config.TlsConfig;
import dev.memotor.server.engines.EngineRegistry;
import dev.memotor.server.engines.RamTiers;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves; what {@code memotor} does without a subcommand. */
@Command(
    name = "memotor",
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    header = {
      "memotor: a memcached server over the store of your choice.",
      "",
      "Every memcached client speaks to it unchanged; what it stores is there after a restart.",
      ""
    },
    synopsisHeading = "Usage: ",
    customSynopsis = {
      "memotor [OPTIONS]",
      "       memotor engines               the engines and their options",
      "       memotor password [USER]       a line for the file of users (-Y)",
      "       memotor conform HOST:PORT     judge any memcached server",
      "       memotor bench HOST:PORT       load any memcached server",
    },
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  memotor                             RocksDB in ./memotor-data, port 11211",
      "  memotor -e memory -m 1024           a drop-in memcached",
      "  memotor -e 'rocksdb:/srv/items?sync=always'",
      "                                      nothing acknowledged is ever lost",
      "  memotor -l 127.0.0.1,[::1]:11311    two addresses, one with a port of its own",
      "",
      "Options also come from the environment (MEMOTOR_MEMORY=512) and from a file",
      "(memory = 512), by their long names; the command line wins, then the environment."
    })
final class ServeCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger("memotor");

  /** Less is no use to an engine; memcached runs with 2, and rounds up too. */
  private static final long MIN_MEGABYTES = 8;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-e", "--engine"},
      paramLabel = "URI",
      description =
          "Where items are kept, such as memory or rocksdb:/srv/items?sync=1s; 'memotor engines'"
              + " has them all (default: rocksdb)")
  private String engine = "rocksdb";

  @Option(
      names = "--engine-wait",
      paramLabel = "SECONDS",
      description = "Wait so long for a store that is not available yet (default: 0, fail)")
  private long engineWait;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "TCP port (default: 11211); 0 for none, -1 for any free one")
  private int port = 11211;

  @Option(
      names = {"-l", "--listen"},
      paramLabel = "ADDRESS",
      description =
          "Addresses, with commas between and ports if they differ (default: all). Before each may"
              + " stand notls: or mtls: and what it speaks, as in proto[ascii]:10.0.0.1:11212")
  private String listen;

  @Option(
      names = {"-s", "--unix-socket"},
      paramLabel = "FILE",
      description = "Unix domain socket to listen on; without -p then no TCP")
  private Path unixSocket;

  @Option(
      names = {"-a", "--unix-mode"},
      paramLabel = "MODE",
      description = "Its permissions in octal (default: 700)")
  private String unixMode = "700";

  @Option(
      names = {"-m", "--memory"},
      paramLabel = "MB",
      converter = Conversions.Megabytes.class,
      description =
          "Memory for items, or for the hot ones of a store, in megabytes, or as 1g (default: 64)")
  private long memory = 64;

  @Option(
      names = "--ram-tier",
      paramLabel = "on|off",
      description =
          "Whether -m megabytes of hot items stand in front of an engine with a store of its own"
              + " (default: on)")
  private String ramTier = "on";

  @Option(
      names = {"-M", "--no-evict"},
      description = "Refuse to store when memory is full, rather than evict")
  private boolean noEvict;

  @Option(
      names = {"-I", "--max-item-size"},
      paramLabel = "SIZE",
      converter = Conversions.ItemSize.class,
      description = "Largest item, 1k to 1g (default: 1m)")
  private Integer maxItemSize = 1 << 20;

  @Option(
      names = {"-c", "--connections"},
      paramLabel = "N",
      description = "Connections at most (default: 1024)")
  private int connections = 1024;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      description = "Event loops (default: by the number of cores)")
  private int threads = ConnectionConfig.DEFAULT.loops();

  @Option(
      names = {"-b", "--backlog"},
      paramLabel = "N",
      description = "Connections that may wait to be accepted (default: 1024)")
  private int backlog = 1024;

  @Option(
      names = {"-R", "--max-reqs-per-event"},
      paramLabel = "N",
      description =
          "Commands that one turn of an event loop takes from each connection, so that none keeps"
              + " the others waiting (default: 20)")
  private int requestsPerEvent = ConnectionConfig.DEFAULT.requestsPerEvent();

  @Option(
      names = "--idle-timeout",
      paramLabel = "SECONDS",
      description = "Close connections that are silent for this long (default: 0, never)")
  private int idleTimeout;

  @Option(
      names = {"-F", "--disable-flush-all"},
      description = "Refuse flush_all")
  private boolean disableFlush;

  @Option(
      names = {"-X", "--disable-dumping"},
      description = "Refuse to list keys: stats cachedump, stats detail, lru_crawler metadump")
  private boolean disableDumps;

  @Option(
      names = {"-W", "--disable-watch"},
      description = "Refuse watch")
  private boolean disableWatch;

  @Option(
      names = {"-A", "--enable-shutdown"},
      description = "Let clients stop the server with 'shutdown'")
  private boolean enableShutdown;

  @Option(
      names = {"-Y", "--auth-file"},
      paramLabel = "FILE",
      description = "Users, 'name:password' a line: clients must say who they are")
  private Path authFile;

  @Option(
      names = {"-S", "--enable-sasl"},
      description = "Let the users of -Y in by the binary protocol too (PLAIN, SCRAM-SHA-256)")
  private boolean enableSasl;

  @Option(
      names = {"-Z", "--enable-ssl"},
      description = "TLS; needs -o ssl_chain_cert=FILE,ssl_key=FILE")
  private boolean enableTls;

  @Option(
      names = "--admin",
      paramLabel = "ADDRESS",
      description =
          "Where metrics and the live page are, or none (default: 127.0.0.1:11280, if it is free)")
  private String admin;

  @Option(
      names = "--admin-token",
      paramLabel = "FILE",
      description = "File with the token to ask for there; needed beyond loopback")
  private Path adminToken;

  @Option(
      names = "--cluster-nodes",
      paramLabel = "LIST",
      description =
          "Servers that 'config get cluster' tells auto-discovery clients about: HOST[:PORT] or"
              + " HOST|ADDRESS|PORT, with commas between (default: none)")
  private String clusterNodes;

  @Option(
      names = "--counters",
      paramLabel = "PATTERNS",
      description =
          "Keys whose counts become metrics, such as page_*,!*_tmp or none (default: all)")
  private String counters;

  @Option(
      names = "--counters-max",
      paramLabel = "N",
      description = "How many of them at most (default: 1000)")
  private int maxCounters = Counters.DEFAULT.max();

  @Option(
      names = "--hot-keys",
      paramLabel = "N",
      description =
          "How many hot keys 'stats hotkeys' shows, and large values 'stats bigkeys'; 0 to look at"
              + " none (default: 20)")
  private int hotKeys = Keys.DEFAULT.hot();

  @Option(
      names = "--slow-threshold",
      paramLabel = "TIME",
      converter = Thresholds.class,
      description =
          "What takes this long is in 'stats slow': 500us, 10ms, 1s or off (default: 10ms)")
  private Duration slowThreshold = Keys.DEFAULT.slow();

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      description = "io_uring, epoll or nio (default: auto, the first of them that works)")
  private String transport = "auto";

  @Option(
      names = {"-o", "--extended"},
      paramLabel = "LIST",
      description =
          "memcached's extended options: idle_timeout, ssl_chain_cert, ssl_key, ssl_ca_cert,"
              + " ssl_verify_mode, ssl_ciphers, ssl_min_version, and ssl_provider=jdk|openssl;"
              + " what tunes memcached is ignored")
  private List<String> extended = new ArrayList<>();

  @Mixin private TuningOptions tuning;

  @Option(
      names = {"-B", "--protocol"},
      paramLabel = "NAME",
      description = "auto, ascii or binary: what clients may speak (default: auto)")
  private String protocol = "auto";

  @Option(
      names = {"-D", "--prefix-delimiter"},
      paramLabel = "CHAR",
      description = "What ends a key's prefix in 'stats detail', which this switches on")
  private String delimiter;

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER",
      description = "When root, run as this user")
  private String user;

  @Option(
      names = {"-d", "--daemon"},
      description = "Run in the background")
  private boolean daemon;

  @Option(names = "--memory-file", paramLabel = "FILE", hidden = true)
  private String memoryFile;

  @Option(
      names = {"-i", "--license"},
      hidden = true)
  private boolean license;

  @Option(
      names = {"-U", "--udp-port"},
      paramLabel = "PORT",
      description = "Only 0: there is no UDP",
      hidden = true)
  private int udpPort;

  @Option(
      names = {"-P", "--pid-file"},
      paramLabel = "FILE",
      description = "Write the process id there")
  private Path pidFile;

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "Directory with a directory of jars for each further engine")
  private Path plugins;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Options by their long names, one 'name = value' a line")
  @SuppressWarnings("UnusedVariable") // picocli reads the annotation
  private Path config;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      description = "Log lines for people, or one JSON object a line (default: text)")
  private String logFormat = "text";

  @Option(
      names = {"-v", "--verbose"},
      description =
          "Log more; -vv every command and reply, without values and without a limit to how many"
              + " lines that is; -vvv what connections do as well")
  private boolean[] verbose = {};

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "This page")
  @SuppressWarnings("UnusedVariable") // picocli reads the annotation
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Version of memotor, and of the memcached that it behaves as")
  @SuppressWarnings("UnusedVariable") // picocli reads the annotation
  private boolean version;

  @Override
  public Integer call() throws InterruptedException {
    LogFormat.use(logFormat);
    if (license) {
      return showLicense();
    }
    tuning.check();
    OpenFiles files = OpenFiles.ofThisProcess();
    if (files.connections(connections) < connections) {
      LOG.warn("{}", files.advice(connections));
      connections = files.connections(connections);
    }
    ExtendedOptions extendedOptions = new ExtendedOptions(extended);
    requireProcessAsAsked();
    ServerConfig serverConfig = serverConfig(extendedOptions);
    EngineRegistry registry = EngineRegistry.load(plugins);
    EngineStart start = new EngineStart(registry, engine, engineWait);
    EngineClock clock = EngineClock.system();
    ServerIdentity identity = identity(start.config());
    EngineContext context =
        new EngineContext(
            clock,
            serverConfig.items().maxSize(),
            serverConfig.items().memory(),
            serverConfig.items().evict());
    ServiceManager manager = new ServiceManager(System.getenv("NOTIFY_SOCKET"));
    GracefulStop stop = new GracefulStop(manager);
    stop.onSignal();
    MemotorServer server;
    try {
      Engine opened = behindTier(start.open(context), context);
      stop.add(opened::close);
      server =
          stop.start(
              () -> MemotorServer.start(serverConfig, identity, opened, clock),
              started -> started::close);
      if (pidFile != null) {
        PidFile file = new PidFile(pidFile);
        file.write();
        stop.add(file::remove);
      }
      greet(server, opened, start.config());
    } catch (RuntimeException e) {
      stop.cancel();
      throw e;
    }
    tuning.report();
    extendedOptions.reportIgnored();
    ReloadSignal.watch(server);
    manager.ready();
    if (daemon) {
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

  /** What only the launcher can do, before there is a JVM. */
  private void requireProcessAsAsked() {
    boolean root = "root".equals(System.getProperty("user.name"));
    require(
        user == null || user.isEmpty() || user.equals("root") || !root,
        "-u " + user + ": Java cannot change its user; start with bin/memotor");
    require(
        memoryFile == null,
        "--memory-file "
            + memoryFile
            + ": a persistent engine keeps items over a restart, such as --engine"
            + " rocksdb:DIR, the default");
  }

  private Engine behindTier(Engine opened, EngineContext context) {
    if (ramTier.equals("off")) {
      return opened;
    }
    try {
      return RamTiers.inFrontOf(opened, context);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private List<ListenAddress> listeners() {
    require(port >= -1 && port <= 65535, "-p " + port + ": a port is a number from -1 to 65535");
    boolean elsewhere = unixSocket != null || !inherited().isEmpty();
    boolean tcp = port != 0 && (!elsewhere || listen != null || port != 11211);
    require(tcp || elsewhere, "-p 0: without TCP there must be a Unix domain socket (-s)");
    return tcp ? ListenAddresses.parse(listen, Math.max(0, port), protocol()) : List.of();
  }

  private static List<Integer> inherited() {
    return InheritedSockets.of(System.getenv(), ProcessHandle.current().pid());
  }

  /** As in memcached: users of the text protocol and SASL exclude the other protocol. */
  private Protocol protocol() {
    Protocol spoken = ListenAddresses.protocol(protocol, "-B " + protocol);
    require(
        spoken != Protocol.TEXT || !enableSasl,
        "-B ascii: -S lets users in by the binary protocol; leave one of them out");
    require(
        spoken != Protocol.BINARY || authFile == null || enableSasl,
        "-B binary: with users (-Y) this needs -S");
    return spoken;
  }

  private SecurityConfig securityConfig(
      ExtendedOptions extendedOptions, List<ListenAddress> listeners) {
    require(!enableSasl || authFile != null, "-S: there are no users; name their file with -Y");
    TlsConfig tls = extendedOptions.tls(enableTls);
    for (ListenAddress listener : listeners) {
      require(
          tls != null || listener.encryption() == Encryption.DEFAULT,
          "-l "
              + listen
              + ": notls:, btls: and mtls: need a server with TLS; add -Z, or leave them out");
      require(
          listener.encryption() != Encryption.MUTUAL_TLS || tls.clients().authorities() != null,
          "-l "
              + listen
              + ": mtls: needs the certificates that sign those of clients:"
              + " -o ssl_ca_cert=FILE");
    }
    return new SecurityConfig(
        authFile,
        enableSasl,
        tls,
        new AllowedCommands(
            !disableFlush,
            enableShutdown,
            !disableDumps,
            !disableWatch,
            extendedOptions.tracksSizes()));
  }

  private ServerConfig serverConfig(ExtendedOptions extendedOptions) {
    require(
        ramTier.equals("on") || ramTier.equals("off"),
        "--ram-tier " + ramTier + ": give on or off");
    require(
        delimiter == null || (!delimiter.isEmpty() && delimiter.charAt(0) < 0x80),
        "-D " + delimiter + ": give a character of ASCII");
    require(connections > 0, "-c " + connections + ": give at least 1 connection");
    require(threads > 0 && threads <= 1024, "-t " + threads + ": give from 1 to 1024 event loops");
    requireHeapFor(Math.max(memory, MIN_MEGABYTES));
    require(backlog >= 0, "-b " + backlog + ": give 0 or more");
    require(requestsPerEvent > 0, "-R " + requestsPerEvent + ": give at least 1 command");
    require(idleTimeout >= 0, "--idle-timeout " + idleTimeout + ": give 0 for never, or seconds");
    require(
        engineWait >= 0, "--engine-wait " + engineWait + ": give seconds, or 0 to fail at once");
    require(udpPort == 0, "-U " + udpPort + ": there is no UDP; leave -U out, or give 0");
    require(
        unixMode.matches("[0-7]{3,4}"), "-a " + unixMode + ": permissions look like 700 or 660");
    List<ListenAddress> listeners = listeners();
    return new ServerConfig(
        new ListenConfig(
            listeners,
            inherited(),
            new UnixSocket(unixSocket, Integer.parseInt(unixMode, 8)),
            protocol(),
            backlog),
        new ConnectionConfig(
            threads,
            transportKind(),
            connections,
            requestsPerEvent,
            extendedOptions.idleTimeout(idleTimeout)),
        new ItemConfig(maxItemSize, Math.max(memory, MIN_MEGABYTES) << 20, !noEvict),
        securityConfig(extendedOptions, listeners),
        monitoringConfig());
  }

  /** Items are objects of the Java heap, which must hold more than them. */
  private static void requireHeapFor(long megabytes) {
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    long most = heap / 4 * 3;
    String sizes =
        "-m " + megabytes + ": the Java heap has " + heap + " MB, of which items may take " + most;
    String advice =
        "; give less, or a larger -Xmx in MEMOTOR_JAVA_OPTS (bin/memotor sizes the heap for -m"
            + " unless that says otherwise)";
    require(megabytes <= most, sizes + advice);
    if (megabytes > heap / 2) {
      LOG.warn("{}, and more than {} make collections frequent{}", sizes, heap / 2, advice);
    }
  }

  private ServerIdentity identity(EngineConfig engineConfig) {
    return new ServerIdentity(
        Version.number(),
        engineConfig.toString(),
        clusterNodes == null ? List.of() : ClusterNode.parse(clusterNodes));
  }

  private MonitoringConfig monitoringConfig() {
    require(
        maxCounters >= 0 && maxCounters <= 1_000_000,
        "--counters-max " + maxCounters + ": give from 0 to 1000000");
    require(hotKeys >= 0 && hotKeys <= 100, "--hot-keys " + hotKeys + ": give from 0 to 100");
    boolean none = "none".equals(counters);
    return new MonitoringConfig(
        new Admin(
            AdminAddress.parse(admin == null ? AdminAddress.DEFAULT : admin),
            admin == null,
            adminToken),
        none ? new Counters(null, 0) : new Counters(counters, maxCounters),
        new Keys(hotKeys, slowThreshold),
        delimiter == null ? Prefixes.DEFAULT : new Prefixes((byte) delimiter.charAt(0), true),
        verbose.length);
  }

  private TransportKind transportKind() {
    try {
      return TransportKind.valueOf(transport.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "--transport "
              + transport
              + ": give auto, epoll, io_uring or nio"
              + Suggestion.didYouMean(transport, List.of("auto", "epoll", "io_uring", "nio")),
          e);
    }
  }

  private static void require(boolean right, String message) {
    if (!right) {
      throw new ConfigurationException(message);
    }
  }

  private void greet(MemotorServer server, Engine opened, EngineConfig engineConfig) {
    StringBuilder places = new StringBuilder();
    for (SocketAddress address : server.addresses()) {
      places.append(places.isEmpty() ? "" : ", ").append(show(address));
    }
    LOG.info(
        "memotor {} listens on {} ({}, event loops: {}), engine {}, {}",
        Version.number(),
        places,
        server.transport(),
        threads,
        engineConfig,
        opened.capabilities().contains(Capability.PERSISTENT)
            ? "items outlive a restart"
            : "items are gone at a restart");
    InetSocketAddress page = server.adminAddress();
    if (page != null) {
      boolean everywhere = page.getAddress().isAnyLocalAddress();
      LOG.info(
          "metrics and live page: http://{}/{}",
          everywhere ? "localhost:" + page.getPort() : show(page),
          everywhere ? " and at every other address of this machine" : "");
    }
    warnIfOpen(server);
  }

  /**
   * See decision 0013: as memcached, all interfaces by default; and as memcached does not, said.
   */
  private void warnIfOpen(MemotorServer server) {
    if (authFile != null) {
      return;
    }
    for (SocketAddress address : server.addresses()) {
      if (address instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress()) {
        LOG.warn(
            "everybody who reaches port {} of this machine may read and change all items:"
                + " -l 127.0.0.1 keeps it to this machine, -Y FILE asks for users",
            inet.getPort());
        return;
      }
    }
  }

  private static String show(SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      if (inet.getAddress().isAnyLocalAddress()) {
        return "all interfaces, port " + inet.getPort();
      }
      String host = NetUtil.toAddressString(inet.getAddress());
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
    return address.toString();
  }
}
