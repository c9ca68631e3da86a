package dev.dermstream.index.calibration;

import dev.dermstream.index.confidence.ClassConfidence;
import java.util.Arrays;
import java.util.List;

/**
 * What an index measured on embeddings that were not clustered, with their true classes; checked
 * when made. The arrays are owned by this record and must not be changed.
 *
 * @param idCodes {@code [classes]} every class that the index can name, ascending
 * @param evidence {@code [m]} similarity and confidence of each embedding at the temperature of the
 *     published formula
 * @param classOf {@code [m]} true id_code of each
 * @param neighborDistance {@code [m]} cosine distance to the k-th nearest training vector, 0 to 2
 */
@SuppressWarnings("ArrayRecordComponent") // owned, never compared
public record HeldOut(
    int[] idCodes, List<ClassConfidence> evidence, int[] classOf, double[] neighborDistance) {
  /**
   * @throws IllegalArgumentException if the lengths differ, a class is not the index's, a class of
   *     the index has no embedding, or a distance is no number
   */
  public HeldOut {
    evidence = List.copyOf(evidence);
    if (evidence.size() != classOf.length || neighborDistance.length != classOf.length) {
      throw new IllegalArgumentException(
          "%d embeddings do not fit %d class labels and %d distances"
              .formatted(evidence.size(), classOf.length, neighborDistance.length));
    }
    int[] counts = new int[idCodes.length];
    for (int row = 0; row < classOf.length; row++) {
      int known = Arrays.binarySearch(idCodes, classOf[row]);
      if (known < 0) {
        throw new IllegalArgumentException(
            "row %d has class %d, which the index does not have".formatted(row, classOf[row]));
      }
      counts[known]++;
      if (!(neighborDistance[row] >= 0 && neighborDistance[row] <= 2)) {
        throw new IllegalArgumentException(
            "row %d has the neighbour distance %s".formatted(row, neighborDistance[row]));
      }
    }
    for (int i = 0; i < idCodes.length; i++) {
      if (counts[i] == 0) {
        throw new IllegalArgumentException(
            "class %d of the index has no held-out embedding".formatted(idCodes[i]));
      }
    }
  }

  /** Embeddings in it. */
  public int count() {
    return classOf.length;
  }
}
