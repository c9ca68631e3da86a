package dev.dermstream.index.snapshot;

import dev.dermstream.index.confidence.Centroids;
import dev.dermstream.index.dbscan.ApproximateDbscan;
import dev.dermstream.index.dbscan.Clustering;
import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.GrowingClustering;
import dev.dermstream.index.dbscan.Parallelism;
import dev.dermstream.index.search.GraphRegions;
import dev.dermstream.index.search.LuceneVectorIndex;
import dev.dermstream.index.search.LuceneVectorWriter;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds a snapshot, whole or not at all: everything is written into a temporary sibling folder,
 * which then takes its name in one step.
 *
 * @param dbscan how to cluster
 * @param parallelism workers of the clustering
 */
public record IndexBuilder(Dbscan dbscan, Parallelism parallelism) {

  /**
   * Clusters the training set and writes its snapshot.
   *
   * @param out does not exist, or is an empty folder
   * @return what was built
   * @throws FileAlreadyExistsException if {@code out} holds anything: a snapshot is never changed
   * @throws IllegalArgumentException if a cluster has no centroid
   */
  public Description build(TrainingSet set, Path out) throws IOException {
    requireFree(out);
    if (!dbscan.canGrow(set.vectors().count())) {
      return build(set, dbscan.cluster(set.vectors(), parallelism), Optional.empty(), out);
    }
    return build(set, GrowingClustering.start(dbscan, set.vectors(), parallelism), out);
  }

  /**
   * Builds the snapshot of an earlier one's images and more, as that one was built: by comparing
   * the new ones alone where it can grow, approximately where it was, else from scratch.
   *
   * @param from earlier snapshot; its settings are kept
   * @param set whose first rows are those of the earlier snapshot
   * @param out as for {@link #build(TrainingSet, Path)}
   * @throws IllegalArgumentException if a cluster has no centroid, or the first rows are others
   */
  public static Description extend(Path from, TrainingSet set, Parallelism parallelism, Path out)
      throws IOException {
    Description earlier = Description.read(from);
    Dbscan dbscan = new Dbscan(earlier.eps(), earlier.minSamples());
    IndexBuilder builder = new IndexBuilder(dbscan, parallelism);
    if (earlier.approximateNeighbors() > 0) {
      return builder.buildApproximate(set, earlier.approximateNeighbors(), out);
    }
    if (!GrowthFile.isIn(from) || !dbscan.canGrow(set.vectors().count())) {
      return builder.build(set, out);
    }
    GrowingClustering clustered = GrowthFile.read(from, earlier, set.vectors());
    return builder.build(set, clustered.grow(set.vectors(), parallelism), out);
  }

  /** As {@link #build(TrainingSet, Path)}, of vectors that are clustered by these settings. */
  Description build(TrainingSet set, GrowingClustering clustered, Path out) throws IOException {
    return build(set, clustered.clustering(), Optional.of(clustered.openPairs()), out);
  }

  private Description build(
      TrainingSet set, Clustering clustering, Optional<int[]> openPairs, Path out)
      throws IOException {
    requireFree(out);
    Centroids centroids = Centroids.of(set.vectors(), clustering, set.idCodes(), set.classCount());
    return whole(
        out,
        directory -> {
          String clustersSha256 = ClusterFile.write(directory, clustering, centroids);
          if (openPairs.isPresent()) {
            GrowthFile.write(directory, set.vectors(), openPairs.get(), clustersSha256);
          }
          writeVectors(set, directory, clustersSha256);
          return describe(set, centroids, 0, clustersSha256);
        });
  }

  /**
   * As {@link #build(TrainingSet, Path)}, clustered by the neighbours that the index of the vectors
   * itself finds rather than by all: for sets whose pairs are too many to compare.
   *
   * @param neighbors that are looked up of every vector, itself included; 2 or more
   */
  public Description buildApproximate(TrainingSet set, int neighbors, Path out) throws IOException {
    requireFree(out);
    return whole(
        out,
        directory -> {
          Path hnsw = writeVectors(set, directory, "");
          Clustering clustering;
          try (LuceneVectorIndex index = LuceneVectorIndex.open(hnsw)) {
            clustering =
                new ApproximateDbscan(dbscan, new GraphRegions(index, set.vectors(), neighbors))
                    .cluster(set.vectors(), parallelism);
          }
          Centroids centroids =
              Centroids.of(set.vectors(), clustering, set.idCodes(), set.classCount());
          String clustersSha256 = ClusterFile.write(directory, clustering, centroids);
          LuceneVectorWriter.stamp(hnsw, clustersSha256);
          return describe(set, centroids, neighbors, clustersSha256);
        });
  }

  private static Path writeVectors(TrainingSet set, Path directory, String stamp)
      throws IOException {
    Path hnsw = Files.createDirectory(directory.resolve(ClusterIndex.HNSW));
    LuceneVectorWriter.write(
        hnsw, set.vectors(), set.idCodes(), set.identifiers(), set.attributes(), stamp);
    return hnsw;
  }

  private Description describe(
      TrainingSet set, Centroids centroids, int approximateNeighbors, String clustersSha256) {
    return new Description(
        Description.FORMAT,
        set.vectors().dimension(),
        set.vectors().count(),
        dbscan.eps(),
        dbscan.minSamples(),
        set.classCount(),
        centroids.count(),
        set.vectors().count() - Arrays.stream(centroids.clusterSize()).sum(),
        approximateNeighbors,
        clustersSha256);
  }

  /** Writes the parts of a snapshot into a folder and says what they are. */
  @FunctionalInterface
  private interface Parts {
    Description write(Path directory) throws IOException;
  }

  private static Description whole(Path out, Parts parts) throws IOException {
    Path target = out.toAbsolutePath().normalize();
    Path parent = target.getParent();
    if (parent == null) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Files.createDirectories(parent);
    Path temporary = Files.createTempDirectory(parent, target.getFileName() + ".building-");
    try {
      Description description = parts.write(temporary);
      description.write(temporary);
      publish(temporary, target);
      return description;
    } finally {
      delete(temporary);
    }
  }

  private static void requireFree(Path out) throws IOException {
    Path target = out.toAbsolutePath().normalize();
    if (!Files.exists(target)) {
      return;
    }
    if (!Files.isDirectory(target)) {
      throw new FileAlreadyExistsException(target + ": is a file, not a folder for a snapshot");
    }
    try (Stream<Path> content = Files.list(target)) {
      if (content.findAny().isPresent()) {
        throw new FileAlreadyExistsException(
            target + ": is not empty, and a snapshot is never written over");
      }
    }
  }

  private static void publish(Path temporary, Path target) throws IOException {
    // Temporary folders are made for their owner alone; a snapshot is read by servers.
    if (temporary.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (DirectoryNotEmptyException e) {
      throw new IOException(target + ": somebody else has just written here", e);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      List<Path> content;
      try (Stream<Path> walk = Files.walk(directory)) {
        content = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : content) {
        Files.delete(path);
      }
    }
  }
}
