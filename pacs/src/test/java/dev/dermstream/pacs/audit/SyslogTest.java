package dev.dermstream.pacs.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dermstream.platform.cluster.FreePorts;
import dev.dermstream.platform.security.TestAuthority;
import dev.dermstream.platform.security.TlsFiles;
import io.grpc.util.CertificateUtils;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an audit repository gets, and that nothing waits for one that is not there. */
class SyslogTest {
  private static final String LOOPBACK = "127.0.0.1";
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  @TempDir private Path folder;
  @TempDir private Path secrets;

  @Test
  void aDatagramIsAMessageOfRfc5424() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        AuditTrail trail = open(new SyslogTarget.Udp(LOOPBACK, server.getLocalPort()))) {
      server.setSoTimeout(30_000);
      trail.applicationStarted();
      DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
      server.receive(packet);

      assertMessage(
          new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8), "110120");
    }
  }

  @Test
  void aStreamHasEveryMessageInOrder() throws Exception {
    try (SyslogServer server = SyslogServer.plain(0)) {
      try (AuditTrail trail = open(new SyslogTarget.Tcp(LOOPBACK, server.port()))) {
        for (int i = 0; i < 20; i++) {
          trail.refusedAssociation("AE" + i, "", "unknown");
        }
        // A trail that is closed gives up soon.
        await().untilAsserted(() -> assertThat(server.messages()).hasSize(20));
      }
      for (int i = 0; i < 20; i++) {
        assertMessage(server.messages().get(i), "ParticipantObjectID=\"AE" + i + "\"");
      }
    }
  }

  private static void assertMessage(String message, String part) throws Exception {
    String head =
        "<85>1 2026-11-22T12:00:00.250Z edge.example dermstream "
            + ProcessHandle.current().pid()
            + " DICOM+RFC3881 - "
            + BYTE_ORDER_MARK;
    assertThat(message).startsWith(head).contains(part);
    AuditSchema.require(Trails.parse(message.substring(head.length())));
  }

  @Test
  void tlsTakesTheServerThatTheCertificateNames() throws Exception {
    TestAuthority authority = new TestAuthority("hospital");
    try (SyslogServer server = secured(authority, "localhost");
        AuditTrail trail =
            open(new SyslogTarget.Tls("localhost", server.port(), trusting(authority)))) {
      trail.applicationStarted();

      await().untilAsserted(() -> assertThat(server.messages()).hasSize(1));
      assertMessage(server.messages().getFirst(), "110120");
    }
  }

  @Test
  void tlsTellsNothingToAServerOfAnotherName() throws Exception {
    TestAuthority authority = new TestAuthority("hospital");
    try (SyslogServer server = secured(authority, "another.example")) {
      AuditTrail trail =
          open(new SyslogTarget.Tls("localhost", server.port(), trusting(authority)));
      trail.applicationStarted();
      trail.close();

      // A handshake that is under way is not waited for.
      await().untilAsserted(() -> assertThat(trail.syslogDropped()).isEqualTo(1));
      assertThat(server.messages()).isEmpty();
    }
    assertThat(Trails.lines(folder)).hasSize(1);
  }

  @Test
  void aServerThatIsAwayGetsWhatWaitedWhenItIsBack() throws Exception {
    // None that the system could give to a connection in between.
    int port = FreePorts.take(1);
    try (AuditTrail trail = open(new SyslogTarget.Tcp(LOOPBACK, port))) {
      trail.applicationStarted();
      trail.refusedAssociation("FIRST", "", "unknown");
      await().untilAsserted(() -> assertThat(Trails.lines(folder)).hasSize(2));
      try (SyslogServer server = SyslogServer.plain(port)) {
        await().untilAsserted(() -> assertThat(server.messages()).hasSize(2));
      }
      trail.refusedAssociation("SECOND", "", "unknown");
      try (SyslogServer server = SyslogServer.plain(port)) {
        await()
            .untilAsserted(() ->
                assertThat(server.messages()).anyMatch(message -> message.contains("SECOND")));
      }
      assertThat(trail.syslogDropped()).isZero();
    }
  }

  @Test
  void aServerThatReadsNothingDelaysNothingAndLosesNothingOfTheFile() throws Exception {
    int events = 12_000;
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AuditTrail trail = open(new SyslogTarget.Tcp(LOOPBACK, deaf.getLocalPort()));
      for (int i = 0; i < events; i++) {
        trail.refusedAssociation("AE" + i, "", "unknown");
      }
      // A trail that is closed does not wait for long for a slow disk.
      await()
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> assertThat(Trails.lines(folder)).hasSize(events));
      trail.close();
      await().until(() -> trail.syslogDropped() > 0);
    }

    List<String> lines = Trails.lines(folder);
    assertThat(lines).hasSize(events);
    assertThat(lines.getLast()).contains("\"AE" + (events - 1) + "\"");
  }

  @Test
  void aMessageIsDroppedAndCountedWhereTooManyWait() throws Exception {
    // None that the system could give to somebody in between.
    int port = FreePorts.take(1);
    SyslogForwarder forwarder =
        SyslogForwarder.start(
            new SyslogTarget.Tcp(LOOPBACK, port), "edge", 5, Duration.ofSeconds(60));
    for (int i = 0; i < 100; i++) {
      forwarder.offer(Trails.NOON, "<AuditMessage/>");
    }
    assertThat(forwarder.dropped()).isBetween(94L, 95L);
    forwarder.close();
    await().untilAsserted(() -> assertThat(forwarder.dropped()).isEqualTo(100));
  }

  private AuditTrail open(SyslogTarget target) throws Exception {
    return Trails.open(folder, Optional.of(target));
  }

  private SyslogServer secured(TestAuthority authority, String name) throws Exception {
    TlsFiles files = authority.issue(secrets, "syslog", name);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream key = Files.newInputStream(files.key());
        InputStream chain = Files.newInputStream(files.certificate())) {
      PrivateKey own = CertificateUtils.getPrivateKey(key);
      X509Certificate[] certificates = CertificateUtils.getX509Certificates(chain);
      store.setKeyEntry("own", own, new char[0], certificates);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), null, null);
    return new SyslogServer(
        context
            .getServerSocketFactory()
            .createServerSocket(0, 5, InetAddress.getLoopbackAddress()));
  }

  private static SSLContext trusting(TestAuthority authority) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
