package dev.dermstream.batch.output;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What failures of databases mean to a person; drivers' own words may hold rows or secrets. */
final class JdbcFault {
  private static final String DENIED = "42501";

  private JdbcFault() {}

  static OutputException of(TableAddress address, SQLException failure) {
    return failure instanceof SQLiteException sqlite
        ? file(address, sqlite.getResultCode())
        : server(address, failure.getSQLState() == null ? "08000" : failure.getSQLState());
  }

  /** By the classes of SQL states (PostgreSQL's manual, appendix A). */
  private static OutputException server(TableAddress address, String state) {
    String place = address.place();
    if (state.equals(DENIED)) {
      return new OutputException(
          "This user may not write the table %s at %s".formatted(address.table(), place), false);
    }
    return switch (state.substring(0, 2)) {
      case "28" ->
          new OutputException("The database at %s refuses the login".formatted(place), false);
      case "3D" -> new OutputException("There is no such database at %s".formatted(place), false);
      case "22", "23", "25", "3F", "42" ->
          new OutputException(
              "The table %s at %s does not take the results: SQL state %s"
                  .formatted(address.table(), place, state),
              false);
      case "53" ->
          new OutputException(
              "The database at %s has no room left: SQL state %s".formatted(place, state), true);
      default ->
          new OutputException(
              "The database at %s is away: SQL state %s".formatted(place, state), true);
    };
  }

  private static OutputException file(TableAddress address, SQLiteErrorCode code) {
    String place = address.place();
    return switch (code.code & 0xFF) {
      case 3, 8, 23 -> new OutputException("This process may not write %s".formatted(place), false);
      case 5, 6 -> new OutputException("Another process holds %s".formatted(place), true);
      case 13 ->
          new OutputException(
              "%s cannot be written: no room is left on the disk".formatted(place), true);
      case 26, 11 -> new OutputException("%s is no database of SQLite".formatted(place), false);
      case 1, 19, 20 ->
          new OutputException(
              "The table %s in %s does not take the results".formatted(address.table(), place),
              false);
      default ->
          new OutputException("%s cannot be written: %s".formatted(place, code.name()), true);
    };
  }
}
