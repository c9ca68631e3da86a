package dev.dermstream.index.snapshot;

import dev.dermstream.index.confidence.Centroids;
import dev.dermstream.index.dbscan.Clustering;
import dev.dermstream.index.dbscan.Dbscan;
import dev.dermstream.index.dbscan.Parallelism;
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
    Path target = out.toAbsolutePath().normalize();
    requireFree(target);
    Clustering clustering = dbscan.cluster(set.vectors(), parallelism);
    Centroids centroids = Centroids.of(set.vectors(), clustering, set.idCodes(), set.classCount());
    Path parent = target.getParent();
    if (parent == null) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Files.createDirectories(parent);
    Path temporary = Files.createTempDirectory(parent, target.getFileName() + ".building-");
    try {
      Description description = write(set, clustering, centroids, temporary);
      publish(temporary, target);
      return description;
    } finally {
      delete(temporary);
    }
  }

  private Description write(
      TrainingSet set, Clustering clustering, Centroids centroids, Path directory)
      throws IOException {
    String clustersSha256 = ClusterFile.write(directory, clustering, centroids);
    LuceneVectorWriter.write(
        Files.createDirectory(directory.resolve(ClusterIndex.HNSW)),
        set.vectors(),
        set.idCodes(),
        set.identifiers(),
        set.attributes(),
        clustersSha256);
    Description description =
        new Description(
            Description.FORMAT,
            set.vectors().dimension(),
            set.vectors().count(),
            dbscan.eps(),
            dbscan.minSamples(),
            set.classCount(),
            centroids.count(),
            set.vectors().count() - Arrays.stream(centroids.clusterSize()).sum(),
            clustersSha256);
    description.write(directory);
    return description;
  }

  private static void requireFree(Path target) throws IOException {
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
