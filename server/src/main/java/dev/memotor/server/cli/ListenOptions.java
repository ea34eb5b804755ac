package dev.memotor.server.cli;

import static dev.memotor.server.config.ConfigurationException.require;

import dev.memotor.server.config.ClusterNode;
import dev.memotor.server.config.ListenAddress;
import dev.memotor.server.config.ListenAddress.Encryption;
import dev.memotor.server.config.ListenAddress.Protocol;
import dev.memotor.server.config.ListenConfig;
import dev.memotor.server.config.ListenConfig.UnixSocket;
import dev.memotor.server.config.TlsConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Where the server listens. */
@Command(header = "Network")
final class ListenOptions {

  private static final int DEFAULT_PORT = 11211;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description = "TCP port; 0 for none, -1 for any free port (default: 11211)")
  private int port = DEFAULT_PORT;

  @Option(
      names = {"-l", "--listen"},
      paramLabel = "ADDRESS",
      description =
          "Addresses to listen on, separated by commas, each with an optional port (default: all"
              + " interfaces). Prefixes such as notls:, mtls: and proto[binary]: set encryption and"
              + " protocol of an address")
  private @Nullable String listen;

  @Option(
      names = {"-s", "--unix-socket"},
      paramLabel = "FILE",
      description = "Unix domain socket to listen on; without -l or -p there is no TCP then")
  private @Nullable Path unixSocket;

  @Option(
      names = {"-a", "--unix-mode"},
      paramLabel = "MODE",
      description = "Permissions of the Unix domain socket in octal (default: 700)")
  private String unixMode = "700";

  @Option(
      names = {"-b", "--backlog"},
      paramLabel = "N",
      description = "Maximum number of connections waiting to be accepted (default: 1024)")
  private int backlog = ListenConfig.DEFAULT_BACKLOG;

  @Option(
      names = {"-B", "--protocol"},
      paramLabel = "NAME",
      description =
          "Protocol that clients may speak: ascii, binary, or auto for both (default: auto)")
  private String protocol = "auto";

  @Option(
      names = "--cluster-nodes",
      paramLabel = "LIST",
      description =
          "Servers that 'config get cluster' announces to auto-discovery clients, as HOST[:PORT] or"
              + " HOST|ADDRESS|PORT, separated by commas (default: none)")
  private @Nullable String clusterNodes;

  @Option(
      names = {"-U", "--udp-port"},
      paramLabel = "PORT",
      hidden = true)
  private int udpPort;

  ListenConfig config() {
    require(udpPort == 0, "-U " + udpPort + ": UDP is not supported; omit -U, or give 0");
    require(port >= -1 && port <= 65535, "-p " + port + ": give a port from 0 to 65535, or -1");
    require(
        unixMode.matches("[0-7]{3,4}"), "-a " + unixMode + ": give permissions such as 700 or 660");
    require(backlog >= 0, "-b " + backlog + ": give 0 or more");
    List<Integer> inherited = InheritedSockets.of(System.getenv(), ProcessHandle.current().pid());
    boolean elsewhere = unixSocket != null || !inherited.isEmpty();
    boolean tcp = port != 0 && (!elsewhere || listen != null || port != DEFAULT_PORT);
    require(tcp || elsewhere, "-p 0: without TCP, give a Unix domain socket (-s)");
    Protocol spoken = ListenAddresses.protocol(protocol, "-B " + protocol);
    return new ListenConfig(
        tcp ? ListenAddresses.parse(listen, Math.max(0, port), spoken) : List.of(),
        inherited,
        new UnixSocket(unixSocket, Integer.parseInt(unixMode, 8)),
        spoken,
        backlog);
  }

  /** Refuses addresses whose encryption this server does not have. */
  void check(List<ListenAddress> addresses, @Nullable TlsConfig tls) {
    for (ListenAddress address : addresses) {
      require(
          tls != null || address.encryption() == Encryption.DEFAULT,
          "-l " + listen + ": notls:, btls: and mtls: require TLS; add -Z, or omit them");
      require(
          address.encryption() != Encryption.MUTUAL_TLS
              || (tls != null && tls.clients().authorities() != null),
          "-l "
              + listen
              + ": mtls: requires the certificates that sign those of clients; add"
              + " -o ssl_ca_cert=FILE");
    }
  }

  List<ClusterNode> clusterNodes() {
    return clusterNodes == null ? List.of() : ClusterNode.parse(clusterNodes);
  }
}
