package dev.dermstream.pacs.session;

import static dev.dermstream.pacs.session.TestObjects.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.pacs.ledger.Waiting;
import dev.dermstream.pacs.v1.GetSessionRequest;
import dev.dermstream.pacs.v1.PacsServiceGrpc;
import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.platform.security.TestAuthority;
import dev.dermstream.platform.security.TlsFiles;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two clients with certificates of their own. */
class SessionPeersTest {
  @TempDir Path folder;
  private final TestAuthority authority = new TestAuthority("hospital");

  @Test
  void aSessionIsOfThePeerThatOpenedIt() throws Exception {
    String id = UUID.randomUUID().toString();
    TlsFiles own = authority.issue(folder, "edge", "edge.test");
    InternalTlsConfig tls =
        new InternalTlsConfig(
            true,
            own.certificate().toString(),
            own.key().toString(),
            own.authorities().orElseThrow().toString(),
            List.of(),
            Duration.ofSeconds(10),
            false);
    try (TestEdge edge =
        new TestEdge(folder.resolve("log"), TestEdge.CONFIG, 4L * TestEdge.MAX_OBJECT_BYTES, tls)) {
      ManagedChannel dermatology = channel(edge, "dermatology", "derma.test", "other.test");
      ManagedChannel stranger = channel(edge, "stranger", "stranger.test");
      ManagedChannel nameless = channel(edge, "nameless");
      edge.concluder.pause(true);
      RawSession session = RawSession.open(dermatology, id);

      assertThat(RawSession.call(stranger).hello(id, 0).failure().getStatus().getCode())
          .isEqualTo(Status.Code.PERMISSION_DENIED);
      Assertions.assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() ->
              PacsServiceGrpc.newBlockingStub(stranger)
                  .getSession(GetSessionRequest.newBuilder().setSessionId(id).build()))
          .satisfies(failure ->
              assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED));

      session.send(object("1.2", "1.1")).receipt();
      RawSession.open(nameless, UUID.randomUUID().toString()).send(object("1.2", "1.2")).receipt();
      assertThat(edge.ledger.waiting(10))
          .extracting((Waiting one) -> one.origin().peer())
          .containsExactly("derma.test", "nameless");
    }
  }

  private ManagedChannel channel(TestEdge edge, String name, String... dnsNames)
      throws IOException {
    TlsFiles files = authority.issue(Files.createTempDirectory(folder, "client"), name, dnsNames);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                "127.0.0.1",
                edge.port(),
                TlsChannelCredentials.newBuilder()
                    .keyManager(files.certificate().toFile(), files.key().toFile())
                    .trustManager(authority.write(folder).toFile())
                    .build())
            .overrideAuthority("edge.test")
            .build();
    edge.add(channel);
    return channel;
  }
}
