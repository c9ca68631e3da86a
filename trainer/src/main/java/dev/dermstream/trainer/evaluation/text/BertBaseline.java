package dev.dermstream.trainer.evaluation.text;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What texts that have nothing to do with one another score with an encoder; taken off, scores
 * spread over more of the scale (Zhang et al. 2020, section 3): {@code (x - b) / (1 - b)}.
 *
 * @param precision under 1
 * @param recall under 1
 * @param f1 under 1
 */
public record BertBaseline(double precision, double recall, double f1) {
  private static final String HEADER = "LAYER,P,R,F";

  public BertBaseline {
    if (!(precision < 1 && recall < 1 && f1 < 1)) {
      throw new IllegalArgumentException("a baseline is under 1");
    }
  }

  /**
   * Reads a file as the authors' program has them, {@value #HEADER} and a line of figures: that of
   * the layer which the encoder gives, alone.
   *
   * @throws ServiceException (INVALID_INPUT) if it holds anything else
   */
  public static BertBaseline read(Path file) throws IOException {
    List<String> lines = lines(file);
    if (lines.size() != 2 || !lines.getFirst().equals(HEADER)) {
      throw refuse(file, null);
    }
    String[] cells = lines.get(1).split(",", -1);
    if (cells.length != 4) {
      throw refuse(file, null);
    }
    try {
      return new BertBaseline(
          Double.parseDouble(cells[1]), Double.parseDouble(cells[2]), Double.parseDouble(cells[3]));
    } catch (IllegalArgumentException e) {
      throw refuse(file, e);
    }
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (CharacterCodingException e) {
      throw refuse(file, e);
    }
  }

  private static ServiceException refuse(Path file, @Nullable Exception cause) {
    String sentence =
        file + ": is no baseline: " + HEADER + " and one line of figures under 1, of one layer.";
    return cause == null
        ? new ServiceException(ErrorCode.INVALID_INPUT, sentence)
        : new ServiceException(ErrorCode.INVALID_INPUT, sentence, cause);
  }

  /** A score with the baseline taken off; F1 by a baseline of its own, as the authors do. */
  BertScore rescale(BertScore score) {
    return new BertScore(
        rescale(score.precision(), precision),
        rescale(score.recall(), recall),
        rescale(score.f1(), f1));
  }

  private static double rescale(double score, double baseline) {
    return (score - baseline) / (1 - baseline);
  }
}
