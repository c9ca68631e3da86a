package dev.dermstream.pacs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.v1.Language;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class PacsConfigTest {
  @Test
  void hasDefaultsButForTheCodes() {
    PacsConfig config = read("codes = codes.conf");

    assertThat(config.directory()).isEqualTo(Path.of("pacs"));
    assertThat(config.dicom().port()).isEqualTo(11112);
    assertThat(config.dicom().aeTitle()).isEqualTo("DERMSTREAM");
    assertThat(config.grpcPort()).isEqualTo(8504);
    assertThat(config.screening().inFlight()).isEqualTo(16);
    assertThat(config.screening().giveUpAfter()).isEqualTo(Duration.ofDays(1));
    assertThat(config.screening().burnedInAllowed()).isFalse();
    assertThat(config.keepObjects()).isEqualTo(Duration.ofDays(7));
    assertThat(config.training()).isEmpty();
  }

  @Test
  void mapsWhatIsConfigured() {
    PacsConfig config =
        read(
            """
            codes = c.conf, directory = /var/edge, zone = Asia/Seoul
            screening { language = korean, profile = pigmented8, in-flight = 3, sites = [back] }
            dicom { calling-ae-titles = [A, B], stat-ae-titles = [B], ae-title = EDGE }
            training.directory = kept
            """);

    assertThat(config.zone()).isEqualTo(ZoneId.of("Asia/Seoul"));
    assertThat(config.screening().language()).isEqualTo(Language.LANGUAGE_KOREAN);
    assertThat(config.screening().sites()).containsExactly("back");
    assertThat(config.dicom().callingAeTitles()).containsExactlyInAnyOrder("A", "B");
    assertThat(config.dicom().statAeTitles()).containsExactly("B");
    assertThat(config.training()).hasValue(Path.of("kept"));
  }

  @Test
  void namesEveryProblem() {
    assertThatThrownBy(
            () -> read("zone = Nowhere/X, screening.language = klingon, dicom.ae-title = \"\""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("codes")
        .hasMessageContaining("zone")
        .hasMessageContaining("language")
        .hasMessageContaining("ae-title");
  }

  @Test
  void opensNoDoorToOthersUnprotected() {
    assertThatThrownBy(() -> read("codes = c, dicom.host = 0.0.0.0, grpc.host = 0.0.0.0"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dicom.host")
        .hasMessageContaining("dicom.calling-ae-titles")
        .hasMessageContaining("grpc.host");
  }

  private static PacsConfig read(String values) {
    Config own = ConfigFactory.parseString("dermstream.pacs { " + values + " }");
    return PacsConfig.from(own.withFallback(Configuration.load(null)));
  }
}
