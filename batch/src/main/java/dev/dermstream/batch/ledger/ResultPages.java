package dev.dermstream.batch.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.v1.Report;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads results in pages that each begin where the one before ended, so that neither side holds
 * more than one. Not thread-safe.
 */
final class ResultPages {
  private static final int PAGE = 256;

  private final String job;
  private long number = -1;
  private long after = -1;

  ResultPages(String job) {
    this.job = job;
  }

  /** A result whose other names are still to be read. */
  private record Row(ImageResult.Builder result, Digest digest, boolean hasOthers) {}

  /** The next page; empty after the last one. */
  List<ImageResult> next(Sql sql) throws SQLException {
    if (number < 0) {
      number = Jobs.number(sql, job);
    }
    List<Row> rows = rows(sql);
    Map<Digest, List<String>> others = others(sql, rows);
    List<ImageResult> page = new ArrayList<>(rows.size());
    for (Row row : rows) {
      after = row.result().getPosition();
      page.add(row.result().addAllOtherNames(others.getOrDefault(row.digest(), List.of())).build());
    }
    return page;
  }

  private List<Row> rows(Sql sql) throws SQLException {
    return sql.list(
        "SELECT f.position, f.name, f.outcome, f.code, f.message, f.bytes,"
            + " i.digest, i.code, i.message, i.bytes, i.report, i.files FROM batch_file f"
            + " LEFT JOIN batch_image i ON i.job = f.job AND i.digest = f.digest"
            + " WHERE f.job = ? AND f.position > ? AND f.outcome <> 0 AND f.outcome <> 4"
            + " ORDER BY f.position LIMIT "
            + PAGE,
        row -> row.getBytes(7) == null ? unreadable(row) : image(row),
        number,
        after);
  }

  private static ImageResult.Builder begin(ResultSet row, int code) throws SQLException {
    return ImageResult.newBuilder()
        .setPosition(row.getLong(1))
        .setName(StoredText.read(row.getString(2)))
        .setOutcomeValue(row.getInt(3))
        .setCode(StoredText.read(row.getString(code)))
        .setMessage(StoredText.read(row.getString(code + 1)))
        .setImageBytes(Math.max(0, row.getLong(code + 2)));
  }

  private static Row unreadable(ResultSet row) throws SQLException {
    return new Row(begin(row, 4), Digest.of(new byte[0]), false);
  }

  private static Row image(ResultSet row) throws SQLException {
    byte[] digest = row.getBytes(7);
    ImageResult.Builder result = begin(row, 8).setImageSha256(Digest.of(digest).toString());
    byte[] report = row.getBytes(11);
    if (report != null) {
      result.setReport(report(report));
    }
    return new Row(result, Digest.of(digest), row.getLong(12) > 1);
  }

  private static Report report(byte[] bytes) throws SQLException {
    try {
      return Report.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("The image's row is damaged", e);
    }
  }

  private Map<Digest, List<String>> others(Sql sql, List<Row> rows) throws SQLException {
    List<Digest> asked = rows.stream().filter(Row::hasOthers).map(Row::digest).toList();
    Map<Digest, List<String>> others = new HashMap<>();
    if (!asked.isEmpty()) {
      record Other(Digest digest, String name) {}

      sql.list(
              "SELECT digest, name FROM batch_file WHERE job = ? AND outcome = "
                  + ImageOutcome.IMAGE_OUTCOME_DUPLICATE_VALUE
                  + " AND digest"
                  + sql.dialect().amongDigests()
                  + " ORDER BY digest, position",
              row -> new Other(Digest.of(row.getBytes(1)), StoredText.read(row.getString(2))),
              number,
              sql.digests(asked))
          .forEach(other ->
              others.computeIfAbsent(other.digest(), _ -> new ArrayList<>()).add(other.name()));
    }
    return others;
  }
}
