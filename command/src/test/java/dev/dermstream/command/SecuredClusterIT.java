package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.platform.security.TestAuthority;
import dev.dermstream.platform.security.TlsFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes with certificates among them and tokens at the door, called as a user calls them. */
class SecuredClusterIT {
  private static final String TOKEN = "the-token-of-the-ward";

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
    String digest =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(TOKEN.getBytes(StandardCharsets.UTF_8)));
    return Files.writeString(
        home.resolve("callers.json"),
        "{\"callers\": [{\"name\": \"ward\", \"token_sha256\": \"%s\", \"roles\": [\"screen\"]}]}"
            .formatted(digest));
  }
}
