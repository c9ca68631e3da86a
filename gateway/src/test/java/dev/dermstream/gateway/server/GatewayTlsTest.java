package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import dev.dermstream.platform.security.TestAuthority;
import dev.dermstream.platform.security.TlsFiles;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's port over real handshakes of two other implementations: grpc-java and the JDK. */
class GatewayTlsTest {
  @TempDir Path folder;
  private final TestAuthority authority = new TestAuthority("hospital");
  private final List<ManagedChannel> channels = new ArrayList<>();
  private TestCluster cluster;

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void callsAreServedOverTls() throws IOException {
    serve("");

    assertThat(screen(trusting(authority.write(folder)))).isTrue();
  }

  @Test
  void tls13IsSpokenAndNothingOlder() throws Exception {
    serve("");

    assertThat(handshake("TLSv1.3", authority)).isEqualTo("TLSv1.3 h2");
    assertThatExceptionOfType(SSLException.class).isThrownBy(() -> handshake("TLSv1.2", authority));
  }

  @Test
  void clearTextIsRefused() throws IOException {
    serve("");

    refused(cluster.channel);
  }

  @Test
  void aRenewedCertificateIsShownWithoutARestartAndOldConnectionsGoOn() throws Exception {
    serve("");
    ManagedChannel old = trusting(authority.write(Files.createDirectory(folder.resolve("old"))));
    assertThat(screen(old)).isTrue();
    TestAuthority successor = new TestAuthority("successor");

    successor.issue(folder, "gateway", "gateway.test");

    await()
        .ignoreExceptionsInstanceOf(SSLException.class)
        .until(() -> handshake("TLSv1.3", successor).equals("TLSv1.3 h2"));
    assertThat(screen(trusting(folder.resolve("authority.pem")))).isTrue();
    assertThatExceptionOfType(SSLException.class).isThrownBy(() -> handshake("TLSv1.3", authority));
    assertThat(screen(old)).isTrue();
  }

  @Test
  void aBrokenRenewalLeavesTheOldCertificate() throws Exception {
    serve("");
    Files.writeString(folder.resolve("gateway.pem"), "noise");
    authority.issue(Files.createDirectory(folder.resolve("other")), "other", "other.test");

    // The files are looked at every 20 ms; this many handshakes take longer.
    for (int i = 0; i < 20; i++) {
      assertThat(handshake("TLSv1.3", authority)).isEqualTo("TLSv1.3 h2");
    }
  }

  @Test
  void filesThatAreWrittenPieceByPieceHoldOnceTheyAreWhole() throws Exception {
    serve("");
    TestAuthority successor = new TestAuthority("successor");
    TlsFiles renewed =
        successor.issue(Files.createDirectory(folder.resolve("new")), "gateway", "gateway.test");
    for (String name : List.of("gateway.pem", "gateway.key")) {
      String whole = Files.readString(renewed.certificate().resolveSibling(name));
      for (int part = 1; part <= 4; part++) {
        Files.writeString(folder.resolve(name), whole.substring(0, whole.length() * part / 5));
        // The files are looked at every 20 ms; this many handshakes take longer.
        for (int i = 0; i < 10; i++) {
          assertThat(handshake("TLSv1.3", authority)).isEqualTo("TLSv1.3 h2");
        }
      }
      Files.writeString(folder.resolve(name), whole);
    }

    await()
        .ignoreExceptionsInstanceOf(SSLException.class)
        .until(() -> handshake("TLSv1.3", successor).equals("TLSv1.3 h2"));
  }

  @Test
  void aClientCertificateMayBeRequired() throws IOException {
    serve("client-certificates = required, authorities = \"" + authority.write(folder) + "\"");
    Path trusted = authority.write(folder);

    TlsFiles good = authority.issue(folder, "client", "ward-3.test");
    assertThat(screen(showing(good, trusted))).isTrue();

    refused(trusting(trusted));
    TlsFiles bad =
        new TestAuthority("stranger")
            .issue(Files.createDirectory(folder.resolve("stranger")), "client", "ward-3.test");
    refused(showing(bad, trusted));
  }

  @Test
  void filesThatCannotBeUsedAreNamedAtTheStart() throws IOException {
    Files.writeString(folder.resolve("gateway.pem"), "noise");
    Files.writeString(folder.resolve("gateway.key"), "noise");

    assertThatIOException()
        .isThrownBy(() -> new TestCluster(tls("")).close())
        .withMessageContaining("gateway.pem holds no");
  }

  private void serve(String own) throws IOException {
    authority.issue(folder, "gateway", "gateway.test");
    cluster = new TestCluster(tls(own));
  }

  private String tls(String own) {
    return """
    tls {
      enabled = true, certificate = "%s", key = "%s", reload-interval = 20ms
      %s
    }
    """
        .formatted(folder.resolve("gateway.pem"), folder.resolve("gateway.key"), own);
  }

  private ManagedChannel trusting(Path authorities) throws IOException {
    return open(TlsChannelCredentials.newBuilder().trustManager(authorities.toFile()));
  }

  private ManagedChannel showing(TlsFiles own, Path authorities) throws IOException {
    return open(
        TlsChannelCredentials.newBuilder()
            .keyManager(own.certificate().toFile(), own.key().toFile())
            .trustManager(authorities.toFile()));
  }

  private ManagedChannel open(TlsChannelCredentials.Builder credentials) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", cluster.gateway.port(), credentials.build())
            .overrideAuthority("gateway.test")
            .build();
    channels.add(channel);
    return channel;
  }

  private static boolean screen(ManagedChannel channel) {
    return ScreeningServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .screen(TestCluster.image())
            .getReport()
            .getDisposition()
        == Disposition.DISPOSITION_ANSWERED;
  }

  private static void refused(ManagedChannel channel) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> screen(channel))
        .satisfies(failure ->
            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
  }

  /** What the JDK's client agrees on. */
  private String handshake(String protocol, TestAuthority trusted) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("authority", trusted.certificate());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", cluster.gateway.port())) {
      socket.setSoTimeout(20_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {protocol});
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getSession().getProtocol() + " " + socket.getApplicationProtocol();
    }
  }
}
