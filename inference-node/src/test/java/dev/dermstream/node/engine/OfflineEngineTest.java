package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.util.Utils;
import org.junit.jupiter.api.Test;

class OfflineEngineTest {
  @Test
  void keepsDjlFromTheNetwork() {
    OfflineEngine.prepare();

    assertThat(Utils.isOfflineMode()).isTrue();
    assertThat(Utils.getEnvOrSystemProperty("OPT_OUT_TRACKING")).isEqualTo("true");
  }
}
