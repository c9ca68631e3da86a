package dev.dermstream.index.snapshot;

import dev.dermstream.index.search.ImageAttributes;
import dev.dermstream.index.vectors.UnitVectors;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an index is built from; checked when made. The array is owned by this record and must not be
 * changed.
 *
 * @param vectors {@code [n, dimension]} embeddings, at least one
 * @param idCodes {@code [n]} class of every vector, 0 to classCount - 1
 * @param identifiers {@code [n]} names of the images, not blank, no two alike
 * @param attributes {@code [n]} what else is known of the images
 * @param classCount classes of the label set: largest id_code + 1
 */
@SuppressWarnings("ArrayRecordComponent") // owned, never compared
public record TrainingSet(
    UnitVectors vectors,
    int[] idCodes,
    List<String> identifiers,
    List<ImageAttributes> attributes,
    int classCount) {
  /**
   * @throws IllegalArgumentException naming the row that does not fit
   */
  public TrainingSet {
    identifiers = List.copyOf(identifiers);
    attributes = List.copyOf(attributes);
    if (vectors.count() == 0) {
      throw new IllegalArgumentException("there are no embeddings");
    }
    if (idCodes.length != vectors.count() || identifiers.size() != vectors.count()) {
      throw new IllegalArgumentException(
          "%d embeddings do not fit %d class labels and %d identifiers"
              .formatted(vectors.count(), idCodes.length, identifiers.size()));
    }
    if (attributes.size() != vectors.count()) {
      throw new IllegalArgumentException(
          "%d embeddings do not fit %d descriptions of images"
              .formatted(vectors.count(), attributes.size()));
    }
    Map<String, Integer> rows = new HashMap<>();
    for (int row = 0; row < idCodes.length; row++) {
      if (idCodes[row] < 0 || idCodes[row] >= classCount) {
        throw new IllegalArgumentException(
            "row %d has class %d, outside 0 to %d".formatted(row, idCodes[row], classCount - 1));
      }
      String identifier = identifiers.get(row);
      if (identifier.isBlank()) {
        throw new IllegalArgumentException("row %d has a blank identifier".formatted(row));
      }
      Integer earlier = rows.put(identifier, row);
      if (earlier != null) {
        throw new IllegalArgumentException(
            "rows %d and %d have the same identifier %s".formatted(earlier, row, identifier));
      }
    }
  }

  /** Images of which nothing but names and classes is known. */
  public TrainingSet(UnitVectors vectors, int[] idCodes, List<String> identifiers, int classCount) {
    this(
        vectors,
        idCodes,
        identifiers,
        Collections.nCopies(vectors.count(), ImageAttributes.UNKNOWN),
        classCount);
  }
}
