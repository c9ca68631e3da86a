package dev.dermstream.batch.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parquet as DuckDB reads it. */
class ParquetRowsTest extends FileContract {
  @Override
  String ending() {
    return ".parquet";
  }

  /** With the texts in it, which are compressed. */
  @Override
  String held(String location) throws Exception {
    return super.held(location) + query("SELECT summary FROM '%s'".formatted(location));
  }

  @Test
  void hasTypedColumns() throws Exception {
    written(TestResults.all());
    Map<String, String> types = new LinkedHashMap<>();
    for (List<Object> row : query("DESCRIBE SELECT * FROM '%s'".formatted(file()))) {
      types.put(row.get(0).toString(), row.get(1).toString());
    }

    assertThat(types.keySet())
        .containsExactlyElementsOf(Columns.ALL.stream().map(Column::name).toList());
    assertThat(types)
        .containsEntry("position", "BIGINT")
        .containsEntry("name", "VARCHAR")
        .containsEntry("other_names", "VARCHAR[]")
        .containsEntry("label_id_code", "INTEGER")
        .containsEntry("label_score_percent", "DOUBLE")
        .containsEntry("region_found", "BOOLEAN")
        .containsEntry("prediction_set", "INTEGER[]")
        .containsEntry("class_confidence", "STRUCT(id_code INTEGER, \"percent\" DOUBLE)[]");
  }

  @Test
  void saysWhatTheResultsSay() throws Exception {
    written(TestResults.all());

    assertThat(query("SELECT name FROM '%s' ORDER BY position".formatted(file())))
        .extracting(row -> row.getFirst())
        .isEqualTo(TestResults.NAMES);
    assertThat(
            query(
                "SELECT other_names[2], label_name_korean, class_confidence[2].percent, summary,"
                    + " record_fields->0->>'value' FROM '%s' WHERE position = 0".formatted(file())))
        .containsExactly(
            List.of(
                "@x|y.dcm",
                "흑색종",
                87.5,
                TestResults.all().getFirst().getReport().getSummary(),
                "흑갈색"));
    assertThat(
            query(
                "SELECT outcome, code, label_id_code IS NULL, prediction_set IS NULL,"
                    + " len(other_names) FROM '%s' WHERE position = 3".formatted(file())))
        .containsExactly(List.of("REJECTED", "UNSUPPORTED_MEDIA", true, true, 0L));
  }

  @Test
  void holdsManyResults() throws Exception {
    written(TestResults.random(3000));

    assertThat(query("SELECT count(DISTINCT position), max(position) FROM '%s'".formatted(file())))
        .containsExactly(List.of(3000L, 2999L));
  }

  private static List<List<Object>> query(String sql) throws Exception {
    List<List<Object>> rows = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
