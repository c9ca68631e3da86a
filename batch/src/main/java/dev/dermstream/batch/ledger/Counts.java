package dev.dermstream.batch.ledger;

import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.OutcomeCount;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** By how much the counts of a job change with one transaction. Not thread-safe. */
final class Counts {
  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::outcome).thenComparing(Key::code);

  private final Map<Key, Long> changes = new TreeMap<>(ORDER);

  private record Key(ImageOutcome outcome, String code) {}

  /** Counts files more, or, negative, less. */
  void add(ImageOutcome outcome, String code, long files) {
    changes.merge(new Key(outcome, code), files, Long::sum);
  }

  void write(Sql sql, long job) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    changes.forEach(
        (key, files) -> rows.add(new Object[] {job, key.outcome().getNumber(), key.code(), files}));
    sql.batch(
        "INSERT INTO batch_tally (job, outcome, code, files) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (job, outcome, code)"
            + " DO UPDATE SET files = batch_tally.files + excluded.files",
        rows);
  }

  /** Reads the counts, by one statement, so that they are those of one moment. */
  static Tally read(Sql sql, String job) throws SQLException {
    record Row(long files, boolean listed, @Nullable OutcomeCount count) {}

    List<Row> rows =
        sql.list(
            "SELECT j.files, j.listed, t.outcome, t.code, t.files FROM batch_job j"
                + " LEFT JOIN batch_tally t ON t.job = j.number AND t.files > 0 WHERE j.id = ?",
            row ->
                new Row(
                    row.getLong(1),
                    row.getInt(2) != 0,
                    row.getInt(3) == 0
                        ? null
                        : OutcomeCount.newBuilder()
                            .setOutcomeValue(row.getInt(3))
                            .setCode(StoredText.read(row.getString(4)))
                            .setFiles(row.getLong(5))
                            .build()),
            job);
    if (rows.isEmpty()) {
      throw Jobs.none(job);
    }
    return new Tally(
        rows.getFirst().files(),
        rows.getFirst().listed(),
        rows.stream()
            .flatMap(row -> Stream.ofNullable(row.count()))
            .sorted(
                Comparator.comparingInt(OutcomeCount::getOutcomeValue)
                    .thenComparing(OutcomeCount::getCode))
            .toList());
  }
}
