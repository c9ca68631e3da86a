package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.ImageResult;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of the flat forms.
 *
 * @param meaning a sentence for the documentation
 * @param value null where the result has none
 */
record Column(
    String name, ColumnType type, String meaning, Function<ImageResult, @Nullable Object> value) {

  /** Percent of a class. */
  record ClassShare(int idCode, double percent) {}
}
