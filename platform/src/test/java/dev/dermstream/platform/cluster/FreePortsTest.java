package dev.dermstream.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

class FreePortsTest {
  @Test
  void theBuildTellsEachForkItsNumber() {
    assumeTrue(System.getProperty("basedir") != null, "left out: not run by the build");
    assertThat(Integer.getInteger("test.fork")).isNotNull();
  }
}
