package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.telemetry.MetricsConfig;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The defaults of the roles fit together: three processes on one host find one another. */
class DefaultsTest {
  @BeforeEach
  void forgetOtherTests() {
    ConfigFactory.invalidateCaches();
  }

  @Test
  void theGatewayLooksWhereNodeAndIndexListen() {
    Config config = Configuration.load(null);

    for (String role : List.of("node", "index")) {
      assertThat(config.getString("dermstream.gateway." + role + ".address"))
          .isEqualTo(
              config.getString("dermstream." + role + ".host")
                  + ":"
                  + config.getInt("dermstream." + role + ".port"));
    }
  }

  @Test
  void noTwoRolesShareAPortAndAllAreOnLoopback() {
    Config config = Configuration.load(null);
    List<String> roles = List.of("gateway", "node", "index");

    assertThat(
            roles.stream()
                .flatMap(role ->
                    Stream.of(
                        config.getInt("dermstream." + role + ".port"),
                        MetricsConfig.from(config, "dermstream." + role + ".metrics").port())))
        .doesNotHaveDuplicates()
        .hasSize(6);
    assertThat(roles.stream().map(role -> config.getString("dermstream." + role + ".host")))
        .containsOnly("127.0.0.1");
  }
}
