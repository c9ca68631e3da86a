package dev.dermstream.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.gateway.admission.AdmissionConfig.LaneConfig;
import dev.dermstream.gateway.admission.AdmissionConfig.LimitConfig;
import dev.dermstream.gateway.admission.AdmissionConfig.QuotaConfig;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.config.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionConfigTest {
  private static final long MIB = 1L << 20;

  @Test
  void defaultsAreThoseOfTheReference() {
    assertThat(read(""))
        .isEqualTo(
            new AdmissionConfig(
                new LimitConfig(32, 4, 1000, Duration.ofSeconds(1), Duration.ofSeconds(30)),
                Map.of(
                    Lane.STAT,
                    new LaneConfig(50, 256, 128 * MIB, Duration.ofSeconds(10), 1.1),
                    Lane.ROUTINE,
                    new LaneConfig(30, 256, 128 * MIB, Duration.ofSeconds(20), 2.5),
                    Lane.BATCH,
                    new LaneConfig(10, 256, 128 * MIB, Duration.ofSeconds(60), 4)),
                Duration.ofMinutes(5),
                new QuotaConfig(0, 100, 10_000)));
  }

  @Test
  void everyKeyIsRead() {
    String lane =
        "{ share-percent = 3%1$d, queue-items = 4%1$d, queue-bytes = 5%1$d, max-wait = 6%1$ds,"
            + " tolerated-inflation = 7.%1$d }";
    AdmissionConfig read =
        read(
            "limit { initial = 11, least = 10, most = 12, window = 13s, hold = 14s }, lend-after ="
                + " 15s, quota { per-second = 16, burst = 17, max-clients = 18 }, stat "
                + lane.formatted(1)
                + ", routine "
                + lane.formatted(2)
                + ", batch "
                + lane.formatted(3));
    assertThat(read)
        .isEqualTo(
            new AdmissionConfig(
                new LimitConfig(11, 10, 12, Duration.ofSeconds(13), Duration.ofSeconds(14)),
                Map.of(
                    Lane.STAT, new LaneConfig(31, 41, 51, Duration.ofSeconds(61), 7.1),
                    Lane.ROUTINE, new LaneConfig(32, 42, 52, Duration.ofSeconds(62), 7.2),
                    Lane.BATCH, new LaneConfig(33, 43, 53, Duration.ofSeconds(63), 7.3)),
                Duration.ofSeconds(15),
                new QuotaConfig(16, 17, 18)));
  }

  @Test
  void sharesOfMoreThanTheWholeAreRefused() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read("stat.share-percent = 61"))
        .withMessageContaining("at most 100");
  }

  @Test
  void aRangeUpsideDownIsRefused() {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read("limit.most = 31"))
        .withMessageContaining("least <= initial <= most");
  }

  static AdmissionConfig read(String own) {
    return Settings.read(
        ConfigFactory.parseString("dermstream.gateway.admission { " + own + " }")
            .withFallback(ConfigFactory.defaultReference())
            .resolve(),
        "dermstream.gateway",
        AdmissionConfig::read);
  }
}
