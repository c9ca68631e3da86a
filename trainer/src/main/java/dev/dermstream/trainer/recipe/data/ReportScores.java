package dev.dermstream.trainer.recipe.data;

import dev.dermstream.index.confidence.ClassConfidence;
import dev.dermstream.trainer.lesion.Language;
import dev.dermstream.trainer.recipe.data.ReportText.ScoredName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The scores of one report: the class confidence of its picture.
 *
 * @param idCode the class that is written as the label
 * @param confidence of every class
 */
public record ReportScores(int idCode, ClassConfidence confidence) {
  private static final int SIMILAR_LABELS = 3;
  private static final double PERCENT = 100;

  /** The label with its score. */
  ScoredName label(Language language) {
    return scored(idCode, language);
  }

  /** The classes that come next, most confident first; equals by similarity. */
  List<ScoredName> similar(Language language) {
    Comparator<Integer> order =
        Comparator.comparingDouble((Integer code) -> confidence.confidence()[code])
            .thenComparingDouble(code -> confidence.similarity()[code])
            .reversed();
    List<ScoredName> names = new ArrayList<>();
    IntStream.range(0, confidence.confidence().length)
        .boxed()
        .filter(code -> code != idCode && confidence.hasCluster(code))
        .sorted(order)
        .limit(SIMILAR_LABELS)
        .forEach(code -> names.add(scored(code, language)));
    return names;
  }

  private ScoredName scored(int code, Language language) {
    return ScoredName.of(code, PERCENT * confidence.confidence()[code], language);
  }
}
