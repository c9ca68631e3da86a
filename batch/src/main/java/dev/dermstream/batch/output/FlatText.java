package dev.dermstream.batch.output;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.dermstream.batch.output.Column.ClassShare;
import dev.dermstream.batch.v1.ImageResult;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values of columns as texts: numbers with a point and without groups, whole numbers of a list with
 * blanks between, texts of a list as a JSON array, classes as {@code ID=PERCENT} with blanks
 * between. U+0000, which neither CSV readers nor databases take, is U+FFFD.
 */
final class FlatText {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private FlatText() {}

  /** Null for a value that is not there, and for an empty list. */
  static @Nullable String of(Column column, ImageResult result) {
    @Nullable Object value = column.value().apply(result);
    if (value == null || (value instanceof List<?> list && list.isEmpty())) {
      return null;
    }
    return switch (column.type()) {
      case TEXT, JSON -> clean(value.toString());
      case TEXTS -> clean(GSON.toJson(value));
      case INTS, SHARES ->
          ((List<?>) value).stream().map(FlatText::element).collect(Collectors.joining(" "));
      case INT, LONG, DOUBLE, FLAG -> value.toString();
    };
  }

  private static String element(Object element) {
    return element instanceof ClassShare share
        ? share.idCode() + "=" + share.percent()
        : element.toString();
  }

  private static String clean(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
