package dev.dermstream.trainer.evaluation.text;

import dev.dermstream.trainer.evaluation.encoder.TextEncoder;
import java.util.Optional;

/**
 * What is measured by meaning, besides the wording. The encoders stay the caller's to close.
 *
 * @param encoder of BERTScore; without it there is none
 * @param sentenceEncoder by which answers are matched; without it they are not
 * @param byRarity whether tokens weigh by their inverse document frequency in the references
 * @param baseline that is taken off BERTScores
 * @param without why there is no encoder, a sentence; empty where there is one or nobody asked
 */
public record TextMeasures(
    Optional<TextEncoder> encoder,
    Optional<TextEncoder> sentenceEncoder,
    boolean byRarity,
    Optional<BertBaseline> baseline,
    String without) {
  /** Wording alone. */
  public static final TextMeasures WORDING =
      new TextMeasures(Optional.empty(), Optional.empty(), false, Optional.empty(), "");

  /** BERTScore without weights or baseline, and matching, by one encoder. */
  public static TextMeasures by(TextEncoder encoder) {
    return new TextMeasures(
        Optional.of(encoder), Optional.of(encoder), false, Optional.empty(), "");
  }
}
