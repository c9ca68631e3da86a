package dev.dermstream.trainer.report;

import com.google.gson.JsonObject;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The answers with the lowest score of a run.
 *
 * @param score by which they were chosen, a column of {@code per-text.csv}
 * @param texts lowest first
 */
record WorstTexts(String score, List<Scored> texts) {
  private static final int SHOWN = 10;

  /** The first that the table has, best judge of meaning first. */
  private static final List<String> SCORES =
      List.of("bertscore_f1", "rougeL_f1", "sentence_bleu_exp_effective_order");

  /** An answer, what it should have been, and its score. */
  record Scored(
      double score, String identifier, String question, String reference, String candidate) {}

  /** Row of the table: which line, and its score. */
  private record Row(int line, double score, String field) {}

  /** Reads them; empty where the run has no texts, or no table of their scores. */
  static Optional<WorstTexts> of(Run run) throws IOException {
    Optional<Path> table = run.judgedFile("per-text.csv");
    Optional<Path> texts = run.evaluated("texts.jsonl");
    if (table.isEmpty() || texts.isEmpty()) {
      return Optional.empty();
    }
    try (BufferedReader reader = Files.newBufferedReader(table.get());
        CSVParser parsed =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader)) {
      Optional<String> score =
          SCORES.stream().filter(parsed.getHeaderMap()::containsKey).findFirst();
      if (score.isEmpty() || !parsed.getHeaderMap().containsKey("line")) {
        return Optional.empty();
      }
      List<Row> rows = new ArrayList<>();
      for (CSVRecord record : parsed) {
        row(record, score.get()).ifPresent(rows::add);
      }
      rows.sort(Comparator.comparingDouble(Row::score).thenComparingInt(Row::line));
      List<String> lines = Files.readAllLines(texts.get());
      List<Scored> worst = new ArrayList<>();
      for (Row row : rows.subList(0, Math.min(SHOWN, rows.size()))) {
        worst.add(scored(texts.get(), lines, row));
      }
      return Optional.of(new WorstTexts(score.get(), worst));
    } catch (NumberFormatException e) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, table.get() + ": holds no number where one must be.", e);
    }
  }

  /** Rows whose score is undefined tell nothing. */
  private static Optional<Row> row(CSVRecord record, String score) {
    String value = record.get(score);
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Row(
                Integer.parseInt(record.get("line")),
                Double.parseDouble(value),
                record.isMapped("field") ? record.get("field") : ""));
  }

  private static Scored scored(Path file, List<String> lines, Row row) {
    if (row.line < 1 || row.line > lines.size()) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "%s: has no line %d.".formatted(file, row.line));
    }
    JsonObject line =
        JsonFile.object("%s: line %d".formatted(file, row.line), lines.get(row.line - 1));
    return new Scored(
        row.score,
        JsonFile.text(line, "identifier").orElse(""),
        JsonFile.text(line, "question").or(() -> JsonFile.text(line, "field")).orElse(row.field),
        JsonFile.text(line, "reference").orElse(""),
        JsonFile.text(line, "candidate").orElse(""));
  }
}
