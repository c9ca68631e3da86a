package dev.dermstream.index.snapshot;

import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.GrowingClustering;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code growth.safetensors}: what more vectors need to join a snapshot's clusters. {@code
 * open_pairs} [pairs, 2] are its neighbours that are not both core; {@code seal} [32] is the
 * SHA-256, one byte an element, of the vectors (float32, little endian), the pairs (int32, little
 * endian) and the digest of {@code clusters.safetensors}: nothing is grown from other vectors or
 * damaged files.
 */
final class GrowthFile {
  private static final String FILE_NAME = "growth.safetensors";
  private static final String OPEN_PAIRS = "open_pairs";
  private static final String SEAL = "seal";
  private static final int VALUES_AT_ONCE = 1 << 16;

  private GrowthFile() {}

  /** Whether more vectors can join the clusters of a snapshot. */
  static boolean isIn(Path directory) {
    return Files.isRegularFile(directory.resolve(FILE_NAME));
  }

  static void write(Path directory, UnitVectors vectors, int[] openPairs, String clustersSha256)
      throws IOException {
    int[] seal = seal(vectors.values().length, vectors, openPairs, clustersSha256);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(OPEN_PAIRS, Tensor.ofInts(openPairs, openPairs.length / 2, 2));
    tensors.put(SEAL, Tensor.ofInts(seal, seal.length));
    Safetensors.write(directory.resolve(FILE_NAME), tensors);
  }

  /**
   * The clustering of a snapshot, ready to grow.
   *
   * @param vectors the first of which are those of the snapshot
   * @throws IllegalArgumentException if they are not
   * @throws IOException if the snapshot cannot be read or cannot grow
   */
  static GrowingClustering read(Path directory, Description description, UnitVectors vectors)
      throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (!isIn(directory)) {
      throw new IOException(
          directory + ": cannot grow: it was written without " + FILE_NAME + "; build it anew");
    }
    long values = (long) description.count() * description.dimension();
    if (vectors.dimension() != description.dimension() || vectors.values().length < values) {
      throw new IllegalArgumentException(
          "%d vectors of dimension %d cannot begin with the %d of dimension %d of %s"
              .formatted(
                  vectors.count(),
                  vectors.dimension(),
                  description.count(),
                  description.dimension(),
                  directory));
    }
    Map<String, Tensor> tensors = Safetensors.read(file);
    Tensor pairs = tensors.get(OPEN_PAIRS);
    Tensor seal = tensors.get(SEAL);
    if (pairs == null || seal == null) {
      throw new IOException(file + ": holds no open_pairs and seal");
    }
    int[] openPairs = pairs.toInts();
    if (!Arrays.equals(
        seal.toInts(), seal((int) values, vectors, openPairs, description.clustersSha256()))) {
      throw new IllegalArgumentException(
          "the first %d rows are not the embeddings that %s was built from, or it is damaged"
              .formatted(description.count(), directory));
    }
    return GrowingClustering.resume(
        new Dbscan(description.eps(), description.minSamples()),
        description.dimension(),
        ClusterFile.clustering(directory, description),
        openPairs);
  }

  private static int[] seal(
      int valueCount, UnitVectors vectors, int[] openPairs, String clustersSha256) {
    MessageDigest digest = Sha256.start();
    ByteBuffer buffer =
        ByteBuffer.allocate(VALUES_AT_ONCE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < valueCount; from += VALUES_AT_ONCE) {
      int length = Math.min(VALUES_AT_ONCE, valueCount - from);
      buffer.clear().asFloatBuffer().put(vectors.values(), from, length);
      digest.update(buffer.limit(length * Float.BYTES));
    }
    for (int from = 0; from < openPairs.length; from += VALUES_AT_ONCE) {
      int length = Math.min(VALUES_AT_ONCE, openPairs.length - from);
      buffer.clear().asIntBuffer().put(openPairs, from, length);
      digest.update(buffer.limit(length * Integer.BYTES));
    }
    digest.update(clustersSha256.getBytes(StandardCharsets.US_ASCII));
    byte[] bytes = digest.digest();
    int[] seal = new int[bytes.length];
    Arrays.setAll(seal, i -> bytes[i] & 0xff);
    return seal;
  }
}
