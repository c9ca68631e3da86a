package dev.dermstream.batch.archive;

import dev.dermstream.batch.v1.Source;
import dev.dermstream.batch.v1.SourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.stream.Stream;

/** Opens what a job names as its source. */
public final class Archives {
  private static final String BUCKET = "s3://";
  private static final String KINDS =
      "a folder, a list (.jsonl or .csv), a .zip, .tar, .tar.gz or .tgz file, or s3://BUCKET/PREFIX";

  private Archives() {}

  /**
   * The archive at the source's location; the caller closes it. Nothing of it is read yet but
   * whether it is there.
   *
   * @throws ArchiveException if there is nothing of that kind at the location
   */
  public static Archive open(Source source, ArchiveConfig config) throws ArchiveException {
    String location = source.getLocation();
    if (location.isBlank()) {
      throw new ArchiveException(ArchiveFault.MISSING, "the source has no location; name " + KINDS);
    }
    return switch (kind(source)) {
      case SOURCE_KIND_FOLDER -> new FolderArchive(folder(location), Candidates.BY_NAME);
      case SOURCE_KIND_DICOM -> new FolderArchive(folder(location), Candidates.DICOM);
      case SOURCE_KIND_MANIFEST -> new ManifestArchive(file(location), config.maxLineBytes());
      case SOURCE_KIND_ARCHIVE -> archive(location, config);
      case SOURCE_KIND_S3 -> new S3Archive(S3Location.of(location), config.s3());
      case SOURCE_KIND_UNSPECIFIED, UNRECOGNIZED -> throw unknown(location);
    };
  }

  /**
   * The kind that the source names, or that its location has.
   *
   * @throws ArchiveException if the location has no known one
   */
  static SourceKind kind(Source source) throws ArchiveException {
    return source.getKind() == SourceKind.SOURCE_KIND_UNSPECIFIED
        ? kind(source.getLocation())
        : source.getKind();
  }

  private static SourceKind kind(String location) throws ArchiveException {
    if (location.startsWith(BUCKET)) {
      return SourceKind.SOURCE_KIND_S3;
    }
    if (attributes(location).isDirectory()) {
      return SourceKind.SOURCE_KIND_FOLDER;
    }
    String name = location.toLowerCase(Locale.ROOT);
    if (name.endsWith(".jsonl") || name.endsWith(".csv")) {
      return SourceKind.SOURCE_KIND_MANIFEST;
    }
    if (Stream.of(".zip", ".tar", ".tar.gz", ".tgz").anyMatch(name::endsWith)) {
      return SourceKind.SOURCE_KIND_ARCHIVE;
    }
    throw unknown(location);
  }

  private static Archive archive(String location, ArchiveConfig config) throws ArchiveException {
    Path file = file(location);
    String name = location.toLowerCase(Locale.ROOT);
    if (name.endsWith(".zip")) {
      return new ZipArchive(file);
    }
    if (name.endsWith(".tar")) {
      return new TarArchive(location, new TarSource.Plain(file));
    }
    if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
      return new TarArchive(location, new ExpandedTar(file, config));
    }
    throw unknown(location);
  }

  private static ArchiveException unknown(String location) {
    return new ArchiveException(
        ArchiveFault.BROKEN, location + " is no known kind of archive; right is " + KINDS);
  }

  private static Path folder(String location) throws ArchiveException {
    if (!attributes(location).isDirectory()) {
      throw new ArchiveException(
          ArchiveFault.BROKEN, location + " is no folder; leave the kind out or name a folder");
    }
    return path(location);
  }

  private static Path file(String location) throws ArchiveException {
    if (!attributes(location).isRegularFile()) {
      throw new ArchiveException(
          ArchiveFault.BROKEN, location + " is no file; leave the kind out or name a file");
    }
    return path(location);
  }

  private static BasicFileAttributes attributes(String location) throws ArchiveException {
    try {
      return Files.readAttributes(path(location), BasicFileAttributes.class);
    } catch (IOException e) {
      throw Faults.opening(location, e);
    }
  }

  private static Path path(String location) throws ArchiveException {
    try {
      return location.startsWith("/")
          ? FileNames.resolve(Path.of("/"), location.substring(1))
          : FileNames.resolve(Path.of("").toAbsolutePath(), location);
    } catch (InvalidPathException e) {
      throw new ArchiveException(
          ArchiveFault.MISSING, location + " is no path; right is " + KINDS, e);
    }
  }
}
