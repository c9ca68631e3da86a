package dev.dermstream.loadtest.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AgreementTest {
  @Test
  void serversThatDoOtherWorkAreNotCompared() {
    float[] expected = {1, 2, 4, 3};

    assertThat(Agreement.require("peer", 0, expected, new float[] {1, 2, 4.01f, 3}))
        .isLessThan(Agreement.TOLERANCE);
    assertThatThrownBy(() -> Agreement.require("peer", 0, expected, new float[] {1, 2, 3, 4}))
        .hasMessageContaining("class 3, not 2");
    assertThatThrownBy(() -> Agreement.require("peer", 0, expected, new float[] {2, 3, 5, 4}))
        .hasMessageContaining("disagrees");
    assertThatThrownBy(() -> Agreement.require("peer", 0, expected, new float[3]))
        .hasMessageContaining("3 scores");
  }
}
