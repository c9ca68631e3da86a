package dev.dermstream.index.snapshot;

import dev.dermstream.index.confidence.Centroids;
import dev.dermstream.index.dbscan.Clustering;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code clusters.safetensors}: the clustering and its centroids. */
final class ClusterFile {
  static final String FILE_NAME = "clusters.safetensors";

  private final Path file;
  private final Map<String, Tensor> tensors;

  private ClusterFile(Path file, Map<String, Tensor> tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  /** Writes the file and returns its SHA-256. */
  static String write(Path directory, Clustering clustering, Centroids centroids)
      throws IOException {
    int n = clustering.labels().length;
    int k = centroids.count();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("dbscan_labels", Tensor.ofLongs(longs(clustering.labels()), n));
    tensors.put("core", Tensor.ofBooleans(clustering.core(), n));
    tensors.put("centroids", Tensor.ofFloats(centroids.values(), k, centroids.dimension()));
    tensors.put("cluster_class", Tensor.ofLongs(longs(centroids.clusterClass()), k));
    tensors.put("cluster_size", Tensor.ofLongs(longs(centroids.clusterSize()), k));
    Path file = directory.resolve(FILE_NAME);
    Safetensors.write(file, tensors);
    return Sha256.hex(file);
  }

  /** Reads the centroids; every shape and number is held against the others and the description. */
  static Centroids read(Path directory, Description description) throws IOException {
    Path path = directory.resolve(FILE_NAME);
    ClusterFile file = new ClusterFile(path, Safetensors.read(path));
    if (!Sha256.hex(path).equals(description.clustersSha256())) {
      throw new IOException(path + ": is not the file that index.json was written for");
    }
    try {
      return file.centroids(description);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }

  /** Reads the clustering of a file whose digest is the description's. */
  static Clustering clustering(Path directory, Description description) throws IOException {
    Path path = directory.resolve(FILE_NAME);
    read(directory, description);
    ClusterFile file = new ClusterFile(path, Safetensors.read(path));
    int n = description.count();
    int[] labels = file.tensor("dbscan_labels", n).toInts();
    int[] flags = file.tensor("core", n).toInts();
    boolean[] core = new boolean[n];
    for (int i = 0; i < n; i++) {
      core[i] = flags[i] != 0;
      if (core[i] && labels[i] == Clustering.NOISE) {
        throw new IOException("%s: row %d is core and in no cluster".formatted(path, i));
      }
    }
    return new Clustering(labels, core, description.clusterCount());
  }

  private Centroids centroids(Description expected) throws IOException {
    int n = expected.count();
    int k = expected.clusterCount();
    Centroids centroids =
        new Centroids(
            UnitVectors.of(
                    tensor("centroids", k, expected.dimension()).toFloats(), expected.dimension())
                .values(),
            expected.dimension(),
            tensor("cluster_class", k).toInts(),
            tensor("cluster_size", k).toInts());
    tensor("core", n);
    int[] members = new int[k];
    for (int label : tensor("dbscan_labels", n).toInts()) {
      if (label < Clustering.NOISE || label >= k) {
        throw new IllegalArgumentException("dbscan_labels holds " + label);
      }
      if (label != Clustering.NOISE) {
        members[label]++;
      }
    }
    if (!Arrays.equals(members, centroids.clusterSize())) {
      throw new IllegalArgumentException("cluster_size does not count dbscan_labels");
    }
    for (int idCode : centroids.clusterClass()) {
      if (idCode < 0 || idCode >= expected.classCount()) {
        throw new IllegalArgumentException("cluster_class holds " + idCode);
      }
    }
    return centroids;
  }

  private Tensor tensor(String name, long... shape) throws IOException {
    Tensor tensor = tensors.get(name);
    if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
      throw new IOException(
          "%s: tensor %s is %s, not of shape %s"
              .formatted(file, name, tensor == null ? "missing" : tensor, Arrays.toString(shape)));
    }
    return tensor;
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
