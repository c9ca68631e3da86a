package dev.dermstream.trainer.finetune.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.trainer.dataset.GroupBy;
import dev.dermstream.trainer.finetune.recipe.BadImages;
import dev.dermstream.trainer.finetune.recipe.DataSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlipTest {
  /** Two channels of two rows and three columns. */
  private static final float[] PICTURE = {1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60};

  @ParameterizedTest
  @CsvSource({
    "NONE, 1 2 3 4 5 6 10 20 30 40 50 60",
    "MIRRORED, 3 2 1 6 5 4 30 20 10 60 50 40",
    "UPENDED, 4 5 6 1 2 3 40 50 60 10 20 30",
    "TURNED, 6 5 4 3 2 1 60 50 40 30 20 10"
  })
  void everyChannelIsChangedByItself(Flip flip, String expected) {
    float[] out = new float[13];
    flip.apply(PICTURE, 2, 3, out, 1);

    assertThat(String.join(" ", numbers(out))).isEqualTo("0 " + expected);
  }

  @Test
  void aTextThatNamesASideForbidsWhatWouldMakeItFalse() {
    assertThat(allowed("A brown papule.")).containsExactly(Flip.values());
    assertThat(allowed("Scale on the left.")).containsExactly(Flip.NONE, Flip.UPENDED);
    assertThat(allowed("Darker at the Lower rim.")).containsExactly(Flip.NONE, Flip.MIRRORED);
    assertThat(allowed("왼쪽 위쪽이 어둡습니다.")).containsExactly(Flip.NONE);
    assertThat(allowed("It is bright.")).hasSize(4);
  }

  private static List<Flip> allowed(String text) {
    return Flip.allowed(
        new DataSettings(GroupBy.IMAGE, List.of(0.5, 0.5), 0.1, 1, 0, BadImages.STOP, true, true),
        text);
  }

  private static List<String> numbers(float[] values) {
    List<String> numbers = new ArrayList<>();
    for (float value : values) {
      numbers.add(String.valueOf((int) value));
    }
    return numbers;
  }
}
