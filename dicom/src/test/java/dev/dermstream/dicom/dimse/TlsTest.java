package dev.dermstream.dicom.dimse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.dicom.association.AssociationEnd;
import dev.dermstream.dicom.association.AssociationException;
import dev.dermstream.dicom.association.AssociationServer;
import dev.dermstream.dicom.association.Tls;
import dev.dermstream.platform.security.TestAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Associations over TLS, with DCMTK where it is installed, else left out with the reason. */
class TlsTest {
  @TempDir private Path folder;
  private final TestAuthority authority = new TestAuthority("authority");
  private final TestServer made = new TestServer();
  private Tools tools;
  private TestObject object;
  private Path file;

  @BeforeEach
  void setUp() throws Exception {
    tools = new Tools(folder);
    object = TestObject.sample("own_vlp_skin_synthetic.dcm");
    file = Files.write(folder.resolve("object.dcm"), object.file());
    made.tls = Optional.of(TestTls.of(authority, folder, "server"));
  }

  @Test
  void anObjectArrivesAndThePolicyKnowsWhoSentIt() throws Exception {
    Tls client = TestTls.of(authority, folder, "client");
    made.policy =
        candidate -> {
          assertThat(candidate.certificates().getFirst().getSubjectX500Principal().getName())
              .isEqualTo("CN=client");
          return Optional.empty();
        };
    try (AssociationServer server = made.start();
        DimseClient opened = open(server.port(), client)) {
      assertThat(store(opened)).isEqualTo(DimseStatus.SUCCESS);
      opened.release();
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.RELEASED);
    }
    assertThat(made.store.only().dataSet()).isEqualTo(object.dataSet());
  }

  @Test
  void aStrangerGetsNoConnection() throws Exception {
    Tls stranger = TestTls.of(new TestAuthority("another"), folder, "client");
    try (AssociationServer server = made.start()) {
      assertThatThrownBy(() -> open(server.port(), stranger))
          .isInstanceOfSatisfying(
              AssociationException.class,
              e -> assertThat(e.end()).isEqualTo(AssociationEnd.NOT_SECURED));
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.NOT_SECURED);
    }
  }

  @Test
  void bytesThatAreNoTlsGetNoConnection() throws Exception {
    try (AssociationServer server = made.start();
        RawPeer peer = new RawPeer(server.port())) {
      peer.sendAsFarAsTaken("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      assertThat(made.ends.next()).isEqualTo(AssociationEnd.NOT_SECURED);
    }
  }

  @Test
  void storescuSendsOverTls() throws Exception {
    authority.issue(folder, "scu", "localhost");
    try (AssociationServer server = made.start()) {
      assertThat(
              tools.run(
                  "storescu",
                  "--enable-tls",
                  folder.resolve("scu.key"),
                  folder.resolve("scu.pem"),
                  "--add-cert-file",
                  folder.resolve("authority.pem"),
                  "--propose-jpeg8",
                  "-aec",
                  TestServer.TITLE,
                  "localhost",
                  server.port(),
                  file))
          .as(tools.said("storescu"))
          .isZero();
      assertThat(made.ends.next()).isEqualTo(AssociationEnd.RELEASED);
    }
    assertThat(made.store.only().dataSet()).isEqualTo(object.dataSet());
  }

  @Test
  void storescpTakesWhatIsSentOverTls() throws Exception {
    authority.issue(folder, "scp", "localhost");
    Object[] secured = {
      "--enable-tls",
      folder.resolve("scp.key"),
      folder.resolve("scp.pem"),
      "--add-cert-file",
      folder.resolve("authority.pem")
    };
    try (Storescp storescp = Storescp.start(tools, folder.resolve("received"), secured);
        DimseClient client = open(storescp.port(), TestTls.of(authority, folder, "client"))) {
      assertThat(store(client)).isEqualTo(DimseStatus.SUCCESS);
      client.release();
      assertThat(storescp.received().getFirst().dataSet()).isEqualTo(object.dataSet());
    }
  }

  private DimseStatus store(DimseClient client) throws IOException {
    return client.store(
        object.sopClass(),
        object.sopInstance(),
        object.transferSyntax(),
        object.in(),
        object.dataSet().length);
  }

  private DimseClient open(int port, Tls tls) throws IOException {
    return DimseClient.open(
        TestServer.call(port, TestServer.contextsOf(List.of(object)), List.of(), Optional.of(tls)),
        DimseHandlers.NONE,
        DimseLimits.usual());
  }
}
