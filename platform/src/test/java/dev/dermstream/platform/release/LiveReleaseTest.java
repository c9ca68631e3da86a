package dev.dermstream.platform.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveReleaseTest {
  @TempDir Path folder;

  @Test
  void aDecisionIsReadFromItsFile() throws IOException {
    assertThat(read("{\"release\": \"demonstration-01\", \"epoch\": 7}"))
        .isEqualTo(new LiveRelease("demonstration-01", 7));
  }

  @Test
  void theOneBeforeMayAnswerWhereTheDecisionSaysSo() throws IOException {
    LiveRelease following = read("{\"release\": \"b\", \"epoch\": 2, \"previous\": \"a\"}");
    LiveRelease alone = read("{\"release\": \"b\", \"epoch\": 2}");

    assertThat(following.admits("a")).isTrue();
    assertThat(following.admits("c")).isFalse();
    assertThat(alone.admits("b")).isTrue();
    assertThat(alone.admits("a")).isFalse();
    assertThat(alone.admits("")).isFalse();
    assertThat(LiveRelease.ANY.admits("c")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"release\": \"a\"}",
        "{\"epoch\": 1}",
        "{\"release\": \"a\", \"epoch\": 0}",
        "{\"release\": \"a\", \"epoch\": \"many\"}",
        "{\"release\": \"a\", \"epo"
      })
  void whatIsNoDecisionIsRefused(String text) {
    assertThatIOException().isThrownBy(() -> read(text)).withMessageContaining("live.json");
  }

  @Test
  void onlyAHigherEpochReplacesADecision() {
    LiveRelease decided = new LiveRelease("b", 7);

    assertThat(LiveRelease.ANY.or(decided)).isEqualTo(decided);
    assertThat(decided.or(new LiveRelease("a", 6))).isEqualTo(decided);
    assertThat(decided.or(decided)).isEqualTo(decided);
    assertThat(decided.or(new LiveRelease("a", 8))).isEqualTo(new LiveRelease("a", 8));
  }

  @Test
  void oneEpochHasOneRelease() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new LiveRelease("a", 7).or(new LiveRelease("b", 7)))
        .withMessageContainingAll("7", "a", "b");
  }

  private LiveRelease read(String text) throws IOException {
    return LiveRelease.read(Files.writeString(folder.resolve("live.json"), text));
  }
}
