package dev.dermstream.trainer.evaluation.text;

import dev.dermstream.trainer.evaluation.encoder.TextEncoder;
import dev.dermstream.trainer.evaluation.encoder.TokenEmbeddings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a free answer is nearer to the right one than to every wrong one, by the cosine of pooled
 * embeddings: multiple choice for a model that was not shown the choices.
 */
enum SemanticMatch {
  RIGHT,
  WRONG,
  /** As near to a wrong answer as to the right one; counts as wrong. */
  TIED,
  /** The row has no distractors; not counted. */
  NO_DISTRACTORS;

  /** Matches every row. */
  static List<SemanticMatch> of(List<TextRow> rows, TextEncoder encoder) throws IOException {
    EncodedTexts texts = new EncodedTexts(encoder);
    List<SemanticMatch> matches = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += EncodedTexts.GROUP) {
      List<TextRow> group = rows.subList(from, Math.min(rows.size(), from + EncodedTexts.GROUP));
      texts.prepare(
          group.stream()
              .filter(row -> !row.distractors().isEmpty())
              .flatMap(row ->
                  Stream.concat(
                      Stream.of(row.reference(), row.candidate()), row.distractors().stream()))
              .toList());
      group.forEach(row -> matches.add(of(row, texts)));
    }
    return matches;
  }

  private static SemanticMatch of(TextRow row, EncodedTexts texts) {
    if (row.distractors().isEmpty()) {
      return NO_DISTRACTORS;
    }
    Optional<double[]> answer = texts.of(row.candidate()).map(TokenEmbeddings::pooled);
    Optional<double[]> right = texts.of(row.reference()).map(TokenEmbeddings::pooled);
    if (answer.isEmpty() || right.isEmpty()) {
      return WRONG;
    }
    double toRight = Vectors.dot(answer.get(), right.get());
    double toWrong =
        row.distractors().stream()
            .flatMap(wrong -> texts.of(wrong).stream())
            .mapToDouble(wrong -> Vectors.dot(answer.get(), wrong.pooled()))
            .max()
            .orElse(-1);
    return toRight > toWrong ? RIGHT : toRight == toWrong ? TIED : WRONG;
  }
}
