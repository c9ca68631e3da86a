package dev.dermstream.trainer.describe;

import com.google.gson.GsonBuilder;
import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What texts by a model took.
 *
 * @param model that wrote them
 * @param questions that this run asked
 * @param repeatedAttempts beyond the first of their question
 * @param rejected answers by why they cannot be used, those of the journal too
 * @param tokensIn of prompts, of all runs
 * @param tokensOut of answers, of all runs
 * @param cost of all runs, by the price given
 */
public record ChatFigures(
    String model,
    long questions,
    long repeatedAttempts,
    Map<String, Long> rejected,
    long tokensIn,
    long tokensOut,
    BigDecimal cost) {
  /** As a JSON file holds them. */
  public String json() {
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(this) + "\n";
  }

  /** For a person. */
  @Override
  public String toString() {
    String why =
        rejected.isEmpty()
            ? "none"
            : rejected.entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", "));
    return """
    %d questions asked, %d attempts repeated; answers that cannot be used: %s
    %d tokens in, %d out, cost %s; answers of earlier runs are counted\
    """
        .formatted(questions, repeatedAttempts, why, tokensIn, tokensOut, cost.toPlainString());
  }
}
