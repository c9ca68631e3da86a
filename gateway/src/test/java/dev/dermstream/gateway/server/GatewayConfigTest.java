package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.audit.log.AuditConfig;
import dev.dermstream.audit.log.AuditMode;
import dev.dermstream.audit.store.StoreConfig;
import dev.dermstream.gateway.admission.AdmissionConfig;
import dev.dermstream.gateway.oip.OipConfig;
import dev.dermstream.gateway.routing.RoutingConfig;
import dev.dermstream.gateway.screening.ScreeningLimits;
import dev.dermstream.gateway.security.AuthenticationConfig;
import dev.dermstream.gateway.security.JwtConfig;
import dev.dermstream.gateway.server.TlsConfig.ClientCertificates;
import dev.dermstream.gateway.upstream.UpstreamAddress;
import dev.dermstream.gateway.web.WebConfig;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.config.Settings;
import dev.dermstream.platform.security.InternalTlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigTest {
  @Test
  void defaultsAreThoseOfTheReference() {
    assertThat(read(""))
        .isEqualTo(
            new GatewayConfig(
                "127.0.0.1",
                8500,
                0,
                new DrainConfig(Duration.ZERO, Duration.ofSeconds(30)),
                new ScreeningLimits(64 << 20, 16, Duration.ofSeconds(60), 5, 5),
                admission(),
                new OipConfig(true),
                new AuditConfig(
                    AuditMode.DURABLE,
                    "",
                    new StoreConfig(Path.of("./data/audit"), "", "", ""),
                    10_000,
                    1_000,
                    Duration.ofSeconds(1),
                    Duration.ofDays(3_650),
                    "",
                    Duration.ofMinutes(1)),
                new WebConfig(List.of()),
                new UpstreamConfig(
                    List.of(new UpstreamAddress("127.0.0.1", 8510)),
                    List.of(new UpstreamAddress("127.0.0.1", 8520)),
                    Optional.empty(),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    16 << 20),
                new RoutingConfig(
                    3,
                    10,
                    100,
                    Duration.ZERO,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    5,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    200,
                    ""),
                new Http2Config(1000, 1 << 20, 8 << 20, 256 << 10, 20_000),
                new ConnectionConfig(
                    10_000, 0, Duration.ofMinutes(5), Duration.ofSeconds(10), 16 << 10, 0),
                new TlsConfig(false, "", "", ClientCertificates.NONE, "", Duration.ofSeconds(10)),
                new AuthenticationConfig(
                    false,
                    "",
                    Duration.ofSeconds(10),
                    new JwtConfig(
                        "",
                        "",
                        "",
                        List.of("RS256", "PS256", "ES256"),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(1),
                        "roles",
                        "")),
                InternalTlsConfig.OFF));
  }

  @Test
  void everyKeyIsRead() {
    assertThat(
            read(
                """
                host = "0.0.0.0", port = 1, event-loops = 3, drain-notice = 3s, drain-limit = 4s
                max-message-size = 5 KiB, max-in-flight-per-stream = 6, default-deadline = 7s
                top-clusters = 8, top-neighbors = 9
                oip.model-control = false
                audit {
                  mode = async, chain = c1, directory = /d, max-waiting = 16, max-batch = 17
                  postgresql { url = "jdbc:postgresql://h/d", user = u, password-file = /p }
                  retry-interval = 18ms, keep = 19d, anchor-file = /a, anchor-interval = 20s
                }
                node.address = "a:10, b:20", index.address = "[::1]:11"
                batch.address = "c:30"
                upstream { connect-timeout = 12s, probe-interval = 13s, probe-patience = 14s, max-message-size = 14 KiB }
                routing {
                  max-attempts = 4, retry-percent = 5, retry-burst = 6, hedge-after = 7ms
                  latency-memory = 8s, slow-start = 9s, eject-after = 11, eject-for = 12s
                  forget-after = 13s, other-zone-percent = 300, live-release = live.json
                }
                web.allowed-origins = ["https://viewer.example.org"]
                http2 {
                  max-concurrent-streams = 15, stream-window = 100 KiB
                  connection-window = 200 KiB, max-frame-size = 50 KiB
                  max-resets-per-30s = 1800
                }
                connections {
                  max = 16, max-per-address = 12, idle-timeout = 17s, handshake-timeout = 18s
                  max-header-size = 19 KiB, max-receiving-size = 13 MiB
                }
                tls {
                  enabled = true, certificate = c, key = k, client-certificates = required
                  authorities = a, reload-interval = 20s
                }
                authentication {
                  enabled = true, callers-file = f, reload-interval = 21s
                  jwt {
                    jwks = "https://issuer/keys", issuer = i, audience = d, algorithms = [ES384]
                    clock-skew = 22s, refresh-interval = 23m, cache-time = 24s
                    roles-claim = r, profiles-claim = p
                  }
                }
                """))
        .isEqualTo(
            new GatewayConfig(
                "0.0.0.0",
                1,
                3,
                new DrainConfig(Duration.ofSeconds(3), Duration.ofSeconds(4)),
                new ScreeningLimits(5 << 10, 6, Duration.ofSeconds(7), 8, 9),
                admission(),
                new OipConfig(false),
                new AuditConfig(
                    AuditMode.ASYNC,
                    "c1",
                    new StoreConfig(Path.of("/d"), "jdbc:postgresql://h/d", "u", "/p"),
                    16,
                    17,
                    Duration.ofMillis(18),
                    Duration.ofDays(19),
                    "/a",
                    Duration.ofSeconds(20)),
                new WebConfig(List.of("https://viewer.example.org")),
                new UpstreamConfig(
                    List.of(new UpstreamAddress("a", 10), new UpstreamAddress("b", 20)),
                    List.of(new UpstreamAddress("::1", 11)),
                    Optional.of(new UpstreamAddress("c", 30)),
                    Duration.ofSeconds(12),
                    Duration.ofSeconds(13),
                    Duration.ofSeconds(14),
                    14 << 10),
                new RoutingConfig(
                    4,
                    5,
                    6,
                    Duration.ofMillis(7),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(9),
                    11,
                    Duration.ofSeconds(12),
                    Duration.ofSeconds(13),
                    300,
                    "live.json"),
                new Http2Config(15, 100 << 10, 200 << 10, 50 << 10, 1800),
                new ConnectionConfig(
                    16, 12, Duration.ofSeconds(17), Duration.ofSeconds(18), 19 << 10, 13 << 20),
                new TlsConfig(
                    true, "c", "k", ClientCertificates.REQUIRED, "a", Duration.ofSeconds(20)),
                new AuthenticationConfig(
                    true,
                    "f",
                    Duration.ofSeconds(21),
                    new JwtConfig(
                        "https://issuer/keys",
                        "i",
                        "d",
                        List.of("ES384"),
                        Duration.ofSeconds(22),
                        Duration.ofMinutes(23),
                        Duration.ofSeconds(24),
                        "r",
                        "p")),
                InternalTlsConfig.OFF));
  }

  @Test
  void allProblemsOfAPartAreReportedTogether() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read("port = 70000, drain-limit = -1s, top-clusters = many"))
        .withMessageContainingAll("port", "drain-limit", "top-clusters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mode = sometimes",
        "chain = \"a/b\"",
        "postgresql.url = \"jdbc:mysql://h/d\"",
        "postgresql.url = \"jdbc:postgresql://h/d?password=x\"",
        "max-waiting = 0"
      })
  void anAuditThatCannotBeIsRefusedAtStart(String setting) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read("audit { " + setting + " }"))
        .withMessageContaining("audit." + setting.substring(0, setting.indexOf(' ')));
  }

  @Test
  void theConnectionWindowHoldsAStreamWindow() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read("http2 { stream-window = 2 MiB, connection-window = 1 MiB }"))
        .withMessageContaining("connection-window");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"host", "host:", ":80", "host:0", "host:65536", "host:x", "a:1,", "a:1,a:1"})
  void anAddressIsHostAndPort(String address) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read("node.address = \"" + address + "\""))
        .withMessageContaining("node.address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", ":80", "host:0", "a:1,b:2"})
  void aBatchWorkerIsOneAddressOrNone(String address) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read("batch.address = \"" + address + "\""))
        .withMessageContaining("batch.address");
    assertThat(read("batch.address = \" \"").upstream().batch()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tls { enabled = true, certificate = c, key = k }",
        "authentication { enabled = true, callers-file = f }"
      })
  void beyondLoopbackItTakesTlsAndAuthentication(String half) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read("host = \"0.0.0.0\"\n" + half))
        .withMessageContaining("dermstream.gateway.host can be reached from other hosts")
        .withMessageContainingAll("tls.enabled", "authentication.enabled", "allow-insecure");
    assertThat(read("host = \"0.0.0.0\", allow-insecure = true\n" + half).host())
        .isEqualTo("0.0.0.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tls.enabled = true",
        "tls { enabled = true, certificate = c, key = k, client-certificates = required }",
        "tls.client-certificates = sometimes",
        "authentication.enabled = true",
        "authentication.jwt { jwks = f, issuer = i }",
        "authentication.jwt { jwks = f, issuer = i, audience = a, algorithms = [none] }",
        "authentication.jwt { jwks = f, issuer = i, audience = a, algorithms = [HS256] }",
        "authentication.jwt { jwks = f, issuer = i, audience = a, algorithms = [] }",
        "authentication.jwt { jwks = \"http://192.0.2.1/keys\", issuer = i, audience = a }"
      })
  void halfASecurityIsRefused(String own) {
    assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> read(own));
  }

  /** What {@code AdmissionConfigTest} checks. */
  private static AdmissionConfig admission() {
    return Settings.read(
        ConfigFactory.defaultReference().resolve(), "dermstream.gateway", AdmissionConfig::read);
  }

  private static GatewayConfig read(String own) {
    return GatewayConfig.from(
        ConfigFactory.parseString("dermstream.gateway { " + own + " }")
            .withFallback(ConfigFactory.defaultReference())
            .resolve());
  }
}
