package dev.dermstream.index.snapshot;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code index.json}: what a snapshot holds and how it was clustered.
 *
 * @param format version of the snapshot's layout
 * @param dimension values of a vector
 * @param count training vectors
 * @param eps largest cosine distance of neighbours
 * @param minSamples neighbours, itself included, of a core vector
 * @param classCount classes of the label set
 * @param clusterCount clusters
 * @param noiseCount training vectors in no cluster
 * @param approximateNeighbors neighbours by which an approximate clustering judged; 0 if it is
 *     exact
 * @param clustersSha256 digest of {@code clusters.safetensors}, hexadecimal; the Lucene index bears
 *     it too, so that parts of two snapshots never answer together
 */
public record Description(
    int format,
    int dimension,
    int count,
    double eps,
    @SerializedName("min_samples") int minSamples,
    @SerializedName("class_count") int classCount,
    @SerializedName("cluster_count") int clusterCount,
    @SerializedName("noise_count") int noiseCount,
    @SerializedName("approximate_neighbors") int approximateNeighbors,
    @SerializedName("clusters_sha256") String clustersSha256) {
  /** The layout that this version writes and reads. */
  static final int FORMAT = 1;

  private static final String FILE_NAME = "index.json";

  static Description read(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.isRegularFile(file)) {
      throw new IOException(directory + ": not an index snapshot (no " + FILE_NAME + ")");
    }
    try {
      Description read =
          new GsonBuilder().create().fromJson(Files.readString(file), Description.class);
      if (read == null || read.format != FORMAT) {
        throw new IOException(
            "%s: format %s is not read by this version (it reads %d)"
                .formatted(file, read == null ? "none" : read.format, FORMAT));
      }
      return read;
    } catch (JsonParseException e) {
      throw new IOException(file + ": not valid JSON: " + e.getMessage(), e);
    }
  }

  void write(Path directory) throws IOException {
    Files.writeString(
        directory.resolve(FILE_NAME),
        new GsonBuilder().setPrettyPrinting().create().toJson(this) + "\n");
  }
}
