package dev.dermstream.index.evaluation;

import com.google.errorprone.annotations.FormatMethod;
import dev.dermstream.index.snapshot.ClusterIndex;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of one index.
 *
 * @param known on images of its classes
 * @param outsiders on images of anything else, by kind
 */
public record ConfidenceFigures(KnownFigures known, List<OutsiderFigures> outsiders) {
  public ConfidenceFigures {
    outsiders = List.copyOf(outsiders);
  }

  /**
   * Evaluates a calibrated index.
   *
   * @param images {@code [m, dimension]}, at least one, neither indexed nor calibrated on
   * @param classOf {@code [m]} their id_codes
   * @param outsiders embeddings by what they show, at least one each
   * @param temperature T of the published formula
   * @throws IllegalArgumentException if the index has no calibration, or images do not fit it
   */
  public static ConfidenceFigures of(
      ClusterIndex index,
      UnitVectors images,
      int[] classOf,
      Map<String, UnitVectors> outsiders,
      double temperature)
      throws IOException {
    if (images.count() == 0 || images.count() != classOf.length) {
      throw new IllegalArgumentException(
          "%d embeddings do not fit %d class labels".formatted(images.count(), classOf.length));
    }
    Arrays.stream(classOf)
        .filter(code -> !index.idCodes().contains(code))
        .findFirst()
        .ifPresent(code -> {
          throw new IllegalArgumentException("the index does not have class " + code);
        });
    Measured known = Measured.of(index, images, temperature);
    List<OutsiderFigures> figures = new ArrayList<>();
    for (Map.Entry<String, UnitVectors> kind : outsiders.entrySet()) {
      if (kind.getValue().count() == 0) {
        throw new IllegalArgumentException(kind.getKey() + ": there are no embeddings");
      }
      figures.add(
          OutsiderFigures.of(
              kind.getKey(), Measured.of(index, kind.getValue(), temperature), known));
    }
    return new ConfidenceFigures(KnownFigures.of(known, classOf), figures);
  }

  /** The figures as Markdown tables. */
  public String tables() {
    StringBuilder out = new StringBuilder();
    line(
        out,
        "%d known images, accuracy %.3f; within the known: %.3f of them.",
        known.images(),
        known.accuracy(),
        known.within());
    out.append("\n| confidence | ECE | Brier | AUROC of wrong labels |\n|---|---:|---:|---:|\n");
    scored(out, "published formula", known.published());
    scored(out, "calibrated", known.calibrated());
    line(out, "| neighbour distance | | | %.3f |", known.errorByDistance());
    out.append("\n| prediction set | coverage | worst class | mean classes | empty |\n")
        .append("|---|---:|---:|---:|---:|\n");
    sets(out, "marginal", known.marginal());
    sets(out, "class-conditional", known.classConditional());
    if (!outsiders.isEmpty()) {
      out.append("\n| outsiders | images | AUROC | FPR95 | found | empty set | AUROC by confidence")
          .append(" | FPR95 by confidence | mean confidence |\n")
          .append("|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
      outsiders.forEach(each -> outsider(out, each));
    }
    return out.toString();
  }

  private static void scored(StringBuilder out, String name, KnownFigures.Scored scored) {
    line(
        out,
        "| %s | %.4f | %.4f | %.3f |",
        name,
        scored.calibrationError(),
        scored.brier(),
        scored.errorDetection());
  }

  private static void sets(StringBuilder out, String name, KnownFigures.Sets sets) {
    line(
        out,
        "| %s | %.3f | %.3f | %.2f | %.3f |",
        name,
        sets.coverage(),
        sets.leastClassCoverage(),
        sets.meanSize(),
        sets.empty());
  }

  private static void outsider(StringBuilder out, OutsiderFigures figures) {
    line(
        out,
        "| %s | %d | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f |",
        figures.name(),
        figures.images(),
        figures.byDistance().auroc(),
        figures.byDistance().falsePositiveRateAt95(),
        figures.outside(),
        figures.emptySet(),
        figures.byConfidence().auroc(),
        figures.byConfidence().falsePositiveRateAt95(),
        figures.meanConfidence());
  }

  @FormatMethod
  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
