package dev.dermstream.index.search;

import java.io.IOException;
import org.apache.lucene.index.FloatVectorValues;

/** What all vectors of an index have in common, and is taken away before they are made small. */
final class Means {
  private Means() {}

  /** The mean of all vectors, {@code [dimension]}; zero where there are none. */
  static float[] of(FloatVectorValues vectors) throws IOException {
    double[] sums = new double[vectors.dimension()];
    for (int ordinal = 0; ordinal < vectors.size(); ordinal++) {
      float[] vector = vectors.vectorValue(ordinal);
      for (int k = 0; k < sums.length; k++) {
        sums[k] += vector[k];
      }
    }
    float[] mean = new float[sums.length];
    for (int k = 0; k < sums.length && vectors.size() > 0; k++) {
      mean[k] = (float) (sums[k] / vectors.size());
    }
    return mean;
  }
}
