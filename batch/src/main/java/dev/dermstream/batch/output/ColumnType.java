package dev.dermstream.batch.output;

/** What a column holds. */
enum ColumnType {
  /** {@code String}. */
  TEXT,
  /** {@code String}, a JSON value as in JSON lines. */
  JSON,
  /** {@code Integer}. */
  INT,
  /** {@code Long}. */
  LONG,
  /** {@code Double}. */
  DOUBLE,
  /** {@code Boolean}. */
  FLAG,
  /** {@code List<String>}. */
  TEXTS,
  /** {@code List<Integer>}. */
  INTS,
  /** {@code List<Column.ClassShare>}. */
  SHARES
}
