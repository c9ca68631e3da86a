package dev.dermstream.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoneRunsTest {
  private final LoneRuns<String> runs = new LoneRuns<>("narrow", Optional.of("wide"));

  @Test
  void aLoneRunIsWide() {
    assertThat(taken(true)).isEqualTo("wide");
    assertThat(taken(true)).isEqualTo("wide");
  }

  @Test
  void aRunBesideAnotherIsNarrow() {
    String inner = runs.run(true, outer -> outer + " then " + taken(true));
    assertThat(inner).isEqualTo("wide then narrow");
    assertThat(taken(true)).isEqualTo("wide");
  }

  @Test
  void aRunWhoseCallerKnowsOfOthersIsNarrow() {
    assertThat(taken(false)).isEqualTo("narrow");
  }

  @Test
  void aRunThatFailedIsOver() {
    assertThatThrownBy(() ->
            runs.run(
                true,
                session -> {
                  throw new IllegalStateException(session);
                }))
        .hasMessage("wide");
    assertThat(taken(true)).isEqualTo("wide");
  }

  @Test
  void withoutAWideSessionEveryRunIsNarrow() {
    LoneRuns<String> one = new LoneRuns<>("narrow", Optional.empty());
    assertThat(one.<String, RuntimeException>run(true, session -> session)).isEqualTo("narrow");
  }

  private String taken(boolean alone) {
    return runs.run(alone, session -> session);
  }
}
