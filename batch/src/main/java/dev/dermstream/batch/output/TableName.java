package dev.dermstream.batch.output;

import java.util.regex.Pattern;

/** Names of tables: nothing that could mean more than a name. */
final class TableName {
  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]{0,62}";
  private static final Pattern VALID = Pattern.compile(NAME + "(\\." + NAME + ")?");

  private TableName() {}

  /** A name, or a schema's and a name. */
  static boolean isValid(String table) {
    return VALID.matcher(table).matches();
  }

  /** As it stands in a statement. */
  static String quoted(String table) {
    return '"' + table.replace(".", "\".\"") + '"';
  }
}
