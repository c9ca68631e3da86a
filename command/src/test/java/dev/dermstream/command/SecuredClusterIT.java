package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.GetStatusRequest;
import dev.dermstream.platform.security.TestAuthority;
import dev.dermstream.platform.security.TlsFiles;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes with certificates among them and tokens at the door, called as a user calls them. */
class SecuredClusterIT {
  private static final String TOKEN = "the-token-of-the-ward";
  private static final String OBSERVER = "the-token-of-the-observer";

  @TempDir Path folder;
  private ServerProcesses servers;

  @BeforeEach
  void prepare() {
    servers = new ServerProcesses(folder);
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  @Test
  void aClusterWithCertificatesAndTokensScreensForItsCallersOnly() throws Exception {
    TestAuthority cluster = new TestAuthority("cluster");
    String index = servers.start("index", "index", internal(cluster, "index", "gateway.test"));
    String node = servers.start("node", "node", internal(cluster, "node", "gateway.test"));
    TestAuthority hospital = new TestAuthority("hospital");
    Path home = Files.createDirectories(folder.resolve("gateway"));
    String gateway =
        servers.start(
            "gateway",
            "gateway",
            internal(cluster, "gateway", "node.test\", \"index.test")
                + gateway(hospital.issue(home, "port", "localhost"), callers(home))
                + "dermstream.gateway.node.address = \"%s\"\n".formatted(node)
                + "dermstream.gateway.index.address = \"%s\"\n".formatted(index));
    String port = gateway.substring(gateway.lastIndexOf(':') + 1);
    Path image =
        Files.write(
            folder.resolve("image.jpg"), TestImages.jpeg(300, 200, BufferedImage.TYPE_3BYTE_BGR));
    Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    List<String> call =
        List.of(
            "screen",
            "--server",
            "localhost:" + port,
            "--authorities",
            home.resolve("authority.pem").toString(),
            image.toString());

    CommandProcess.Outcome stranger = screen("stranger", call);
    assertThat(stranger.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(stranger.out()).contains("UNAUTHENTICATED");

    List<String> withToken = new ArrayList<>(call);
    withToken.addAll(List.of("--token-file", token.toString()));
    CommandProcess.Outcome ward = screen("ward", withToken);
    assertThat(ward.err()).contains("1 files: 1 answered");
    assertThat(ward.status()).isZero();

    statusTellsObserversAlone(port, home.resolve("authority.pem"));
    nodeAndIndexServeNoStranger(node, index, cluster);
  }

  private void statusTellsObserversAlone(String port, Path authorities) throws Exception {
    List<String> ask =
        List.of(
            "cluster",
            "status",
            "--server",
            "localhost:" + port,
            "--authorities",
            authorities.toString());
    CommandProcess.Outcome nobody = screen("status-nobody", ask);
    assertThat(nobody.status()).isNotZero();
    assertThat(nobody.out() + nobody.err()).contains("UNAUTHENTICATED").doesNotContain("node.test");

    CommandProcess.Outcome ward =
        screen("status-ward", and(ask, "--token-file", folder.resolve("token").toString()));
    assertThat(ward.status()).isNotZero();
    assertThat(ward.out() + ward.err()).contains("PERMISSION_DENIED", "observe");

    Path observers = Files.writeString(folder.resolve("observer"), OBSERVER);
    CommandProcess.Outcome observer =
        screen("status-observer", and(ask, "--token-file", observers.toString()));
    assertThat(observer.out()).contains("gateway", "node", "index", "serving");
    assertThat(observer.status()).as(observer.err()).isZero();
  }

  /** Asked as the gateway asks them, by whoever is not the gateway. */
  private void nodeAndIndexServeNoStranger(String node, String index, TestAuthority cluster)
      throws IOException {
    TestAuthority other = new TestAuthority("other");
    Path strangers = Files.createDirectories(folder.resolve("strangers"));
    TlsFiles forged = other.issue(strangers, "gateway", "gateway.test");
    cluster.write(strangers);
    TlsFiles neighbour =
        cluster.issue(Files.createDirectories(folder.resolve("neighbour")), "x", "index.test");
    for (String address : List.of(node, index)) {
      refused(NettyChannelBuilder.forTarget(address).usePlaintext());
      refused(tls(address, GrpcSslContexts.forClient(), strangers));
      for (TlsFiles files : List.of(forged, neighbour)) {
        refused(
            tls(
                address,
                GrpcSslContexts.forClient()
                    .keyManager(files.certificate().toFile(), files.key().toFile()),
                strangers));
      }
    }
  }

  private static NettyChannelBuilder tls(String address, SslContextBuilder context, Path folder)
      throws IOException {
    return NettyChannelBuilder.forTarget(address)
        .sslContext(context.trustManager(folder.resolve("authority.pem").toFile()).build())
        .overrideAuthority("node.test");
  }

  private static void refused(NettyChannelBuilder builder) {
    ManagedChannel channel = builder.build();
    try {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() ->
              ClusterServiceGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(20, TimeUnit.SECONDS)
                  .getStatus(GetStatusRequest.getDefaultInstance()))
          .satisfies(e ->
              assertThat(e.getStatus().getCode())
                  .isIn(Status.Code.UNAVAILABLE, Status.Code.PERMISSION_DENIED));
    } finally {
      channel.shutdownNow();
    }
  }

  private static List<String> and(List<String> command, String... more) {
    return Stream.concat(command.stream(), Stream.of(more)).toList();
  }

  private CommandProcess.Outcome screen(String name, List<String> arguments) throws Exception {
    Path home = Files.createDirectories(folder.resolve(name));
    return CommandProcess.run(home, arguments.toArray(String[]::new));
  }

  private String internal(TestAuthority authority, String role, String peers) throws IOException {
    Path home = Files.createDirectories(folder.resolve(role));
    TlsFiles files =
        authority.issue(Files.createDirectories(home.resolve("internal")), role, role + ".test");
    return """
    dermstream.%s { port = 0, metrics.port = 0 }
    dermstream.internal-tls {
      enabled = true, certificate = "%s", key = "%s", authorities = "%s", peers = ["%s"]
    }
    """
        .formatted(
            role, files.certificate(), files.key(), files.authorities().orElseThrow(), peers);
  }

  private static String gateway(TlsFiles files, Path callers) {
    return """
    dermstream.gateway {
      host = "0.0.0.0"
      tls { enabled = true, certificate = "%s", key = "%s" }
      authentication { enabled = true, callers-file = "%s" }
    }
    """
        .formatted(files.certificate(), files.key(), callers);
  }

  private static Path callers(Path home) throws Exception {
    return Files.writeString(
        home.resolve("callers.json"),
        """
        {"callers": [
          {"name": "ward", "token_sha256": "%s", "roles": ["screen"]},
          {"name": "observer", "token_sha256": "%s", "roles": ["observe"]}
        ]}
        """
            .formatted(sha256(TOKEN), sha256(OBSERVER)));
  }

  private static String sha256(String token) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
  }
}
