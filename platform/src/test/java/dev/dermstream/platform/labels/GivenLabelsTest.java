package dev.dermstream.platform.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenLabelsTest {
  @Test
  void takesAnyScriptPrefixesAndPunctuation() {
    List<String> labels =
        List.of(
            "eczema",
            "eczema herpeticum",
            "건선",
            "乾癬",
            "صدفية",
            "Bowen's disease (in situ)",
            "{labels}",
            "a");

    assertThat(GivenLabels.require(labels)).isEqualTo(labels);
  }

  @Test
  void takesTwoToAHundred() {
    assertThat(GivenLabels.require(numbered(2))).hasSize(2);
    assertThat(GivenLabels.require(numbered(100))).hasSize(100);
    refuses("labels must be 2 to 100.", List.of());
    refuses("labels must be 2 to 100.", List.of("alone"));
    refuses("labels must be 2 to 100.", numbered(101));
  }

  @Test
  void measuresBytes() {
    assertThat(GivenLabels.require(List.of("a", "é".repeat(100)))).hasSize(2);
    refuses("Label 2 is longer than 200 bytes of UTF-8.", List.of("a", "é".repeat(100) + "a"));
    List<String> many = IntStream.range(0, 42).mapToObj(i -> i + "x".repeat(197)).toList();
    refuses("labels are more than 8192 bytes of UTF-8 together.", many);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "...", "\u200B", "\u3164", "👩"})
  void refusesWhatHasNothingToRead(String label) {
    assertThatThrownBy(() -> GivenLabels.require(List.of("acne", label)))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("Label 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\nb", "a\tb", "a\u0000b", "a\u2028b", "a\u202Eb", "a\u2066b", "a\u0085b"})
  void refusesControls(String label) {
    refuses("Label 1 holds a control character.", List.of(label, "acne"));
  }

  @ParameterizedTest
  @ValueSource(strings = {" acne", "acne ", "\u3000acne"})
  void refusesBlanksAtTheEnds(String label) {
    refuses("Label 2 begins or ends with a blank.", List.of("warts", label));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Acne rosacea", "ACNE ROSACEA", "acne ros\u200Bacea", "ａcne rosacea"})
  void refusesWhatAPersonCannotTellApart(String label) {
    refuses("Labels 1 and 3 are the same but for case.", List.of("acne rosacea", "warts", label));
  }

  @Test
  void refusesTheSameHangulInParts() {
    refuses(
        "Labels 1 and 2 are the same but for case.",
        List.of("건선", java.text.Normalizer.normalize("건선", java.text.Normalizer.Form.NFD)));
  }

  private static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> "label " + i).toList();
  }

  private static void refuses(String sentence, List<String> labels) {
    assertThatThrownBy(() -> GivenLabels.require(labels))
        .isInstanceOfSatisfying(
            ServiceException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT);
              assertThat(refusal.sentence()).isEqualTo(sentence);
            });
  }
}
