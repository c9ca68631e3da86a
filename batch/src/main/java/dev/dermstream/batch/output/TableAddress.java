package dev.dermstream.batch.output;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a table is, out of the address that a job names. Of what an address may ask of a driver,
 * only what is harmless is let through: some of a driver's properties load classes or read files.
 *
 * @param url for the driver, without a user's secrets
 * @param place for a person: {@code HOST:PORT} of a server, or the file
 * @param table valid by {@link TableName}
 */
record TableAddress(Kind kind, String url, String place, String table) {
  private static final Pattern POSTGRESQL =
      Pattern.compile(
          "jdbc:postgresql://(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?/([^/?#]+)(\\?.*)?");
  private static final Pattern SQLITE = Pattern.compile("jdbc:sqlite:([^:?][^?]*)(\\?.*)?");
  private static final String DEFAULT_PORT = ":5432";
  private static final String TABLE = "table";
  private static final Set<String> ALLOWED =
      Set.of(TABLE, "user", "sslmode", "sslrootcert", "currentSchema");

  /** Which database it is. */
  enum Kind {
    POSTGRESQL,
    SQLITE
  }

  /**
   * Reads an address.
   *
   * @param defaultTable where the address names none
   * @throws OutputException that repeats nothing of the address but names
   */
  static TableAddress parse(String address, String defaultTable) throws OutputException {
    Matcher server = POSTGRESQL.matcher(address);
    if (server.matches()) {
      Map<String, String> asked = parameters(server.group(4));
      String table = table(asked, defaultTable);
      String place = server.group(1) + (server.group(2) == null ? DEFAULT_PORT : server.group(2));
      String url = "jdbc:postgresql://%s/%s".formatted(place, server.group(3));
      return new TableAddress(
          Kind.POSTGRESQL, url + query(asked), place.toLowerCase(Locale.ROOT), table);
    }
    Matcher file = SQLITE.matcher(address);
    if (file.matches()) {
      Map<String, String> asked = parameters(file.group(2));
      String table = table(asked, defaultTable);
      if (!asked.isEmpty()) {
        throw refused(asked.keySet().iterator().next());
      }
      return new TableAddress(Kind.SQLITE, "jdbc:sqlite:" + path(file), path(file), table);
    }
    throw new OutputException(
        "An output's JDBC address must be jdbc:postgresql://HOST:PORT/DATABASE?table=NAME or"
            + " jdbc:sqlite:FILE?table=NAME",
        false);
  }

  private static String path(Matcher file) throws OutputException {
    try {
      return Path.of(file.group(1)).toAbsolutePath().toString();
    } catch (InvalidPathException e) {
      throw new OutputException("An output's JDBC address names no file", false);
    }
  }

  private static Map<String, String> parameters(@Nullable String query) throws OutputException {
    Map<String, String> parameters = new TreeMap<>();
    if (query != null && query.length() > 1) {
      for (String each : query.substring(1).split("&", -1)) {
        int sign = each.indexOf('=');
        String name = sign < 0 ? each : each.substring(0, sign);
        if (!ALLOWED.contains(name) || sign < 0 || parameters.containsKey(name)) {
          throw refused(name);
        }
        parameters.put(name, each.substring(sign + 1));
      }
    }
    return parameters;
  }

  private static OutputException refused(String name) {
    return new OutputException(
        name.equals("password")
            ? "An output's JDBC address must not hold a password; the worker's configuration names"
                + " a password-file"
            : "An output's JDBC address may say table and, of a server, user, sslmode, sslrootcert"
                + " and currentSchema, each once",
        false);
  }

  private static String table(Map<String, String> parameters, String otherwise)
      throws OutputException {
    @Nullable String named = parameters.remove(TABLE);
    String table = named == null ? otherwise : named;
    if (!TableName.isValid(table)) {
      throw new OutputException(
          "A table's name must be letters, digits and _, at most 63, with a schema and a point in"
              + " front or without",
          false);
    }
    return table;
  }

  private static String query(Map<String, String> parameters) {
    StringBuilder query = new StringBuilder();
    parameters.forEach((name, value) ->
        query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(value));
    return query.toString();
  }
}
