package dev.dermstream.pacs.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.pacs.counterpart.SampleObject;
import dev.dermstream.pacs.web.StowSecurity.ClientCertificates;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.platform.security.TestAuthority;
import dev.dermstream.platform.security.TlsFiles;
import dev.dermstream.platform.security.TlsMaterial;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may send. */
class StowSecurityTest {
  private static final String TOKEN = "a-secret";
  private final TestAuthority authority = new TestAuthority("hospital");
  private final SampleObject object = SampleObject.fresh();
  @TempDir Path folder;

  @Test
  void takesObjectsOfKnownTokensOnly() throws Exception {
    String digest = Sha256.hex(TOKEN.getBytes(StandardCharsets.UTF_8));
    StowSecurity tokens =
        new StowSecurity(
            Optional.empty(),
            ClientCertificates.NONE,
            Optional.of(new KnownTokens(Map.of(digest, "ward-3", "00".repeat(32), "ward-4"))));
    try (StowTestServer server = StowTestServer.open(tokens)) {
      byte[] body = MultipartBody.of(object);
      HttpResponse<String> nameless = server.post(body);
      assertThat(nameless.statusCode()).isEqualTo(401);
      assertThat(nameless.headers().firstValue("www-authenticate")).hasValue("Bearer");
      assertThat(server.send(bearing(server, "another", body)).statusCode()).isEqualTo(401);
      assertThat(server.reception.arrivals()).isZero();

      assertThat(server.send(bearing(server, TOKEN, body)).statusCode()).isEqualTo(200);

      assertThat(server.reception.find(object.sopInstance()).orElseThrow().origin().peer())
          .isEqualTo("ward-3");
    }
  }

  @Test
  void namesTheSenderByItsCertificateAndTakesNoneWithout() throws Exception {
    try (TlsMaterial serving = material("edge", "edge.hospital.test");
        TlsMaterial sending = material("ward", "ward-3.hospital.test");
        StowTestServer server =
            StowTestServer.open(
                new StowSecurity(
                    Optional.of(context(serving, true)),
                    ClientCertificates.REQUIRED,
                    Optional.empty()));
        HttpClient known = client(sending, true);
        HttpClient unknown = client(sending, false)) {
      assertThat(known.send(request(server), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThat(server.reception.find(object.sopInstance()).orElseThrow().origin().peer())
          .isEqualTo("ward-3.hospital.test");
      assertThatThrownBy(() -> unknown.send(request(server), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
      assertThat(server.reception.arrivals()).isEqualTo(1);
    }
  }

  @Test
  void servesThoseWithoutACertificateWhereItIsOptional() throws Exception {
    try (TlsMaterial material = material("edge", "edge.hospital.test");
        StowTestServer server =
            StowTestServer.open(
                new StowSecurity(
                    Optional.of(context(material, true)),
                    ClientCertificates.OPTIONAL,
                    Optional.empty()));
        HttpClient client = client(material, false)) {
      assertThat(client.send(request(server), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  private static HttpRequest.Builder bearing(StowTestServer server, String token, byte[] body) {
    return server
        .request("/studies")
        .header("Authorization", "Bearer " + token)
        .POST(BodyPublishers.ofByteArray(body));
  }

  private HttpRequest request(StowTestServer server) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + "/studies"))
        .header("Content-Type", MultipartBody.TYPE)
        .POST(BodyPublishers.ofByteArray(MultipartBody.of(object)))
        .build();
  }

  private TlsMaterial material(String part, String name) throws IOException {
    TlsFiles files = authority.issue(folder, part, name);
    return TlsMaterial.open(part, files, List.of(), Duration.ofMinutes(1));
  }

  private static HttpClient client(TlsMaterial material, boolean showing)
      throws GeneralSecurityException {
    return HttpClient.newBuilder().sslContext(context(material, showing)).build();
  }

  private static SSLContext context(TlsMaterial material, boolean showing)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    KeyManager[] keys = showing ? new KeyManager[] {material.keyManager()} : new KeyManager[0];
    context.init(keys, new TrustManager[] {material.trustManager()}, null);
    return context;
  }
}
