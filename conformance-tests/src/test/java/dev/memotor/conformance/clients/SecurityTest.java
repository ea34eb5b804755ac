package dev.memotor.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.spotify.folsom.MemcacheClient;
import com.spotify.folsom.MemcacheClientBuilder;
import dev.memotor.server.config.TlsConfig.Verify;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import net.spy.memcached.ConnectionFactoryBuilder;
import net.spy.memcached.ConnectionFactoryBuilder.Protocol;
import net.spy.memcached.FailureMode;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.auth.AuthDescriptor;
import net.spy.memcached.auth.PlainCallbackHandler;
import net.spy.memcached.internal.OperationFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users and TLS as real clients meet them, over both protocols. */
@Tag("slow")
final class SecurityTest {

  private static final int MILLIS = 20_000;
  private static final String LOGIN = login(SecuredServer.USER + " " + SecuredServer.PASSWORD);

  /** One of each command, with what belongs to it. */
  private static final String[] TEXT_COMMANDS = {
    "get k",
    "gets k",
    "gat 0 k",
    "gats 0 k",
    "add k 0 0 1",
    "replace k 0 0 1",
    "append k 0 0 1",
    "prepend k 0 0 1",
    "cas k 0 0 1 1",
    "delete k",
    "incr k 1",
    "decr k 1",
    "touch k 0",
    "mn",
    "mg k v",
    "ms k 1",
    "md k",
    "ma k",
    "me k",
    "flush_all",
    "version",
    "verbosity 1",
    "stats",
    "stats hotkeys",
    "stats slow",
    "cache_memlimit 64",
    "lru_crawler metadump all",
    "watch",
    "shutdown",
    "refresh_certs",
    "quit"
  };

  private static final int SASL_LIST = 0x20;
  private static final int SASL_AUTH = 0x21;
  private static final int SASL_STEP = 0x22;
  private static final int LAST_OPCODE = 0x25;
  private static final int VERSION = 0x0b;
  private static final int SUCCESS = 0;
  private static final int AUTH_ERROR = 0x20;
  private static final int AUTH_CONTINUE = 0x21;

  @TempDir private Path directory;

  private static String login(String token) {
    return "set login 0 0 " + token.length() + "\r\n" + token + "\r\n";
  }

  private Socket connect(SecuredServer server, boolean encrypted) throws Exception {
    return encrypted
        ? connect(server.anonymous(), server.encrypted())
        : timed(new Socket(server.clear().getAddress(), server.clear().getPort()));
  }

  private static Socket connect(SSLContext context, InetSocketAddress address) throws IOException {
    return timed(context.getSocketFactory().createSocket(address.getAddress(), address.getPort()));
  }

  private static Socket timed(Socket socket) throws IOException {
    socket.setSoTimeout(MILLIS);
    return socket;
  }

  private static String ask(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    StringBuilder line = new StringBuilder();
    while (line.length() == 0 || line.charAt(line.length() - 1) != '\n') {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  /** A reply of the binary protocol. */
  private record Reply(int status, String value) {}

  private static Reply ask(Socket socket, int opcode, String key, String value) throws IOException {
    byte[] keyBytes = key.getBytes(StandardCharsets.ISO_8859_1);
    byte[] valueBytes = value.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer header = ByteBuffer.allocate(24);
    header.put((byte) 0x80).put((byte) opcode).putShort((short) keyBytes.length).putInt(0);
    header.putInt(keyBytes.length + valueBytes.length);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(header.array());
    packet.write(keyBytes);
    packet.write(valueBytes);
    socket.getOutputStream().write(packet.toByteArray());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] reply = new byte[24];
    in.readFully(reply);
    ByteBuffer fields = ByteBuffer.wrap(reply);
    assertThat(fields.get(1) & 0xff).isEqualTo(opcode);
    byte[] body = new byte[fields.getInt(8)];
    in.readFully(body);
    return new Reply(fields.getShort(6), new String(body, StandardCharsets.ISO_8859_1));
  }

  private static MemcachedClient spymemcached(InetSocketAddress address, String password)
      throws IOException {
    System.setProperty("net.spy.log.LoggerImpl", "net.spy.memcached.compat.log.SLF4JLogger");
    return new MemcachedClient(
        new ConnectionFactoryBuilder()
            .setProtocol(Protocol.BINARY)
            .setOpTimeout(60_000)
            .setMaxReconnectDelay(1)
            // There is no other server: operations during the login wait until it ends.
            .setFailureMode(FailureMode.Retry)
            .setAuthDescriptor(
                new AuthDescriptor(
                    new String[] {"PLAIN"}, new PlainCallbackHandler(SecuredServer.USER, password)))
            .build(),
        List.of(address));
  }

  /** It speaks no TLS itself; people put a tunnel in front. */
  private static TlsTunnel tunnel(SecuredServer server) throws Exception {
    return new TlsTunnel(server.anonymous(), server.encrypted());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void spymemcached_withSaslPlain(boolean encrypted) throws Exception {
    try (SecuredServer server = new SecuredServer(directory, Verify.NONE);
        TlsTunnel tunnel = tunnel(server)) {
      MemcachedClient client =
          spymemcached(encrypted ? tunnel.address() : server.clear(), SecuredServer.PASSWORD);
      try {
        assertThat(client.set("k", 0, "v").get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(client.get("k")).isEqualTo("v");
        assertThat(client.incr("n", 2, 5)).isEqualTo(5);
        assertThat(client.incr("n", 2, 5)).isEqualTo(7);
        Map<String, String> stats = client.getStats().values().iterator().next();
        assertThat(stats).containsEntry("auth_cmds", "1").containsEntry("auth_errors", "0");
        assertThat(stats).containsEntry("cmd_set", "1");
      } finally {
        client.shutdown();
      }
    }
  }

  /**
   * How its calls fail is up to the client (it cancels them, or tries again until their time is
   * over); that it is refused shows in what the server has counted and in what it holds.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void spymemcached_withAWrongPassword_getsNothingIn(boolean encrypted) throws Exception {
    try (SecuredServer server = new SecuredServer(directory, Verify.NONE);
        TlsTunnel tunnel = tunnel(server);
        Socket observer = connect(server, false)) {
      assertThat(ask(observer, LOGIN)).isEqualTo("STORED\r\n");
      MemcachedClient client = spymemcached(encrypted ? tunnel.address() : server.clear(), "guess");
      try {
        OperationFuture<Boolean> set = client.set("k", 0, "v");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (stat(observer, "auth_errors") == 0) {
          assertThat(System.nanoTime()).as("refused by now").isLessThan(deadline);
          Thread.onSpinWait();
        }
        assertThatThrownBy(() -> set.get(1, TimeUnit.SECONDS))
            .isInstanceOfAny(
                ExecutionException.class, CancellationException.class, TimeoutException.class);
      } finally {
        client.shutdown();
      }
      assertThat(stat(observer, "cmd_set")).isZero();
      assertThat(ask(observer, "get k\r\n")).isEqualTo("END\r\n");
    }
  }

  private static long stat(Socket socket, String name) throws IOException {
    long value = -1;
    String line = ask(socket, "stats\r\n");
    while (!line.equals("END\r\n")) {
      String[] words = line.strip().split(" ");
      if (words[1].equals(name)) {
        value = Long.parseLong(words[2]);
      }
      line = ask(socket, "");
    }
    return value;
  }

  private static MemcacheClientBuilder<String> folsom(SecuredServer server, String password)
      throws Exception {
    SSLContext context = server.anonymous();
    return MemcacheClientBuilder.newStringClient()
        .withAddress(server.encrypted().getHostString(), server.encrypted().getPort())
        .withUsernamePassword(SecuredServer.USER, password)
        .withSSLEngineFactory(
            (host, port) -> {
              SSLEngine engine = context.createSSLEngine(host, port);
              engine.setUseClientMode(true);
              return engine;
            });
  }

  @Test
  void folsom_overTls_withTheAuthFile_bothProtocols() throws Exception {
    try (SecuredServer server = new SecuredServer(directory, Verify.NONE)) {
      MemcacheClient<String> text = folsom(server, SecuredServer.PASSWORD).connectAscii();
      MemcacheClient<String> binary = folsom(server, SecuredServer.PASSWORD).connectBinary();
      try {
        text.awaitFullyConnected(20, TimeUnit.SECONDS);
        binary.awaitFullyConnected(20, TimeUnit.SECONDS);
        text.set("k", "by text", 0).toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(binary.get("k").toCompletableFuture().get(20, TimeUnit.SECONDS))
            .isEqualTo("by text");
      } finally {
        text.shutdown();
        binary.shutdown();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void scram_overTheWire_rightAndWrong(boolean encrypted) throws Exception {
    try (SecuredServer server = new SecuredServer(directory, Verify.NONE)) {
      try (Socket socket = connect(server, encrypted)) {
        assertThat(ask(socket, SASL_LIST, "", "").value()).contains("SCRAM-SHA-256");
        ScramClient client = new ScramClient(SecuredServer.USER, SecuredServer.PASSWORD);
        Reply challenge = ask(socket, SASL_AUTH, "SCRAM-SHA-256", client.first());
        assertThat(challenge.status()).isEqualTo(AUTH_CONTINUE);
        String[] last = client.last(challenge.value());
        Reply proof = ask(socket, SASL_STEP, "SCRAM-SHA-256", last[0]);
        assertThat(proof).isEqualTo(new Reply(AUTH_CONTINUE, last[1]));
        assertThat(ask(socket, SASL_STEP, "SCRAM-SHA-256", "").status()).isEqualTo(SUCCESS);
        assertThat(ask(socket, 0x00, "k", "").status()).as("a miss").isEqualTo(1);
      }
      try (Socket socket = connect(server, encrypted)) {
        ScramClient client = new ScramClient(SecuredServer.USER, "guess");
        Reply challenge = ask(socket, SASL_AUTH, "SCRAM-SHA-256", client.first());
        String[] last = client.last(challenge.value());
        assertThat(ask(socket, SASL_STEP, "SCRAM-SHA-256", last[0]).status()).isEqualTo(AUTH_ERROR);
        assertThat(ask(socket, 0x00, "k", "").status()).isEqualTo(AUTH_ERROR);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutOrWithAWrongPassword_everyCommandOfBothProtocolsIsRefused(boolean encrypted)
      throws Exception {
    try (SecuredServer server = new SecuredServer(directory, Verify.NONE)) {
      try (Socket socket = connect(server, encrypted)) {
        refusesAllText(socket);
        assertThat(ask(socket, login(SecuredServer.USER + " guess")))
            .isEqualTo("CLIENT_ERROR authentication failure\r\n");
        refusesAllText(socket);
      }
      for (int opcode = 0; opcode <= LAST_OPCODE; opcode++) {
        boolean leadsIn = opcode == VERSION || opcode >= SASL_LIST && opcode <= SASL_STEP;
        if (!leadsIn) {
          try (Socket socket = connect(server, encrypted)) {
            assertThat(ask(socket, opcode, "k", "").status()).isEqualTo(AUTH_ERROR);
            assertThat(socket.getInputStream().read()).as("closed").isNegative();
          }
        }
      }
      try (Socket socket = connect(server, encrypted)) {
        String wrong = "\0" + SecuredServer.USER + "\0guess";
        assertThat(ask(socket, SASL_AUTH, "PLAIN", wrong).status()).isEqualTo(AUTH_ERROR);
        assertThat(ask(socket, 0x01, "k", "").status()).isEqualTo(AUTH_ERROR);
      }
    }
  }

  private static void refusesAllText(Socket socket) throws IOException {
    for (String command : TEXT_COMMANDS) {
      assertThat(ask(socket, command + "\r\n"))
          .as(command)
          .isEqualTo("CLIENT_ERROR unauthenticated\r\n");
    }
  }

  @Test
  void clientCertificate_expiredOrMissing_isRefusedWhateverTheProtocol() throws Exception {
    try (SecuredServer server = new SecuredServer(directory, Verify.REQUIRE)) {
      for (SSLContext wrong : List.of(server.anonymous(), server.withExpiredCertificate())) {
        assertThatThrownBy(
                () -> {
                  try (Socket socket = connect(wrong, server.encrypted())) {
                    ask(socket, LOGIN);
                  }
                })
            .isInstanceOf(IOException.class);
        assertThatThrownBy(
                () -> {
                  try (Socket socket = connect(wrong, server.encrypted())) {
                    ask(socket, SASL_LIST, "", "");
                  }
                })
            .isInstanceOf(IOException.class);
      }
      try (Socket socket = connect(server.withCertificate(), server.encrypted())) {
        assertThat(ask(socket, LOGIN)).isEqualTo("STORED\r\n");
      }
    }
  }

  @Test
  void serverCertificate_expired_isRefusedByTheClient() throws Exception {
    try (SecuredServer server = new SecuredServer(directory, Verify.NONE)) {
      server.replaceCertificateByAnExpiredOne();
      server.reload();
      try (Socket socket = connect(server.anonymous(), server.encrypted())) {
        assertThatThrownBy(() -> ask(socket, LOGIN)).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void certificateReplacedUnderLoad_isSeenByNewConnections_andDropsNoneThatThereAre()
      throws Exception {
    int clients = 8;
    int rounds = 10;
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    AtomicBoolean end = new AtomicBoolean();
    AtomicLong asked = new AtomicLong();
    try (SecuredServer server = new SecuredServer(directory, Verify.NONE)) {
      List<Future<String>> load = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        Socket socket = connect(server, true);
        String key = "k" + i;
        load.add(threads.submit(() -> askUntil(end, socket, key, asked)));
      }
      for (int round = 0; round < rounds; round++) {
        // Every connection is at work before and after each replacement.
        long before = asked.get();
        while (asked.get() < before + clients * 20L && !anyDone(load)) {
          Thread.onSpinWait();
        }
        server.replaceCertificate("CN=round" + round);
        server.reload();
        try (SSLSocket fresh = (SSLSocket) connect(server, true)) {
          assertThat(ask(fresh, LOGIN)).isEqualTo("STORED\r\n");
          assertThat(subject(fresh)).isEqualTo("CN=round" + round);
        }
      }
      end.set(true);
      for (Future<String> each : load) {
        assertThat(each.get(20, TimeUnit.SECONDS)).isEqualTo("CN=first");
      }
    } finally {
      end.set(true);
      threads.shutdownNow();
    }
  }

  private static boolean anyDone(List<Future<String>> all) {
    return all.stream().anyMatch(Future::isDone);
  }

  /** Sets and gets until the end; returns whose certificate the connection began with. */
  private static String askUntil(AtomicBoolean end, Socket socket, String key, AtomicLong asked)
      throws IOException {
    try (socket) {
      assertThat(ask(socket, LOGIN)).isEqualTo("STORED\r\n");
      for (int i = 0; !end.get(); i++) {
        String value = "v" + i;
        String set = "set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n";
        assertThat(ask(socket, set)).isEqualTo("STORED\r\n");
        assertThat(ask(socket, "mg " + key + " s\r\n")).isEqualTo("HD s" + value.length() + "\r\n");
        asked.incrementAndGet();
      }
      return subject((SSLSocket) socket);
    }
  }

  private static String subject(SSLSocket socket) throws IOException {
    X509Certificate first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return first.getSubjectX500Principal().getName();
  }
}
