package dev.dermstream.trainer.lesion;

import dev.dermstream.platform.image.RgbImage;
import java.util.List;

/**
 * One drawn picture with all that is said of it.
 *
 * @param index its place in the data set
 * @param description English and Korean
 */
public record LesionSample(
    long index,
    LesionScene scene,
    RgbImage picture,
    Wording description,
    List<QuestionAnswer> questions) {

  public LesionSample {
    questions = List.copyOf(questions);
  }
}
