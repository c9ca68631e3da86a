package dev.dermstream.batch.archive;

import dev.dermstream.platform.digest.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that lists files, by paths from its own folder or absolute ones. Where it has a size or
 * SHA-256 of a file, other bytes are {@link ArchiveFault#CHANGED}. Listing does not look at the
 * files. A line that cannot be read is an entry by the name {@code line N}; a name that came before
 * is followed by {@code #} and the number of its line. Beyond the interface's word, listing holds
 * some 50 bytes for each name.
 */
final class ManifestArchive implements Archive {
  private final Path file;
  private final Path folder;
  private final int mostLineBytes;

  ManifestArchive(Path file, int mostLineBytes) {
    this.file = file.toAbsolutePath();
    this.folder = Objects.requireNonNull(this.file.getParent(), "an absolute file has a folder");
    this.mostLineBytes = mostLineBytes;
  }

  @Override
  public void list(Listing listing) throws IOException, InterruptedException {
    UniqueNames names = new UniqueNames();
    try (ManifestReader reader = open()) {
      for (ManifestItem item = next(reader); item != null; item = next(reader)) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        listing.found(entry(item, names));
      }
    }
  }

  private ManifestReader open() throws ArchiveException {
    try {
      return ManifestReader.open(file, mostLineBytes);
    } catch (IOException e) {
      throw Faults.opening(file.toString(), e);
    }
  }

  private @Nullable ManifestItem next(ManifestReader reader) throws ArchiveException {
    try {
      return reader.next();
    } catch (IOException e) {
      throw Faults.opening(file.toString(), e);
    }
  }

  private static Entry entry(ManifestItem item, UniqueNames names) {
    String path = item.path();
    if (path == null) {
      String name = names.of("line " + item.number(), item.number());
      return new Entry(name, "", -1, ArchiveFault.BROKEN);
    }
    String name = names.of(path, item.number());
    return new Entry(name, new ManifestLocator(path, item.sha256()).text(name), item.bytes());
  }

  @Override
  public byte[] read(Entry entry, int mostBytes) throws ArchiveException, InterruptedException {
    if (entry.fault() == ArchiveFault.BROKEN) {
      throw new ArchiveException(
          ArchiveFault.BROKEN, "the line of the list names no file; mend it and list it anew");
    }
    ManifestLocator locator = ManifestLocator.of(entry);
    byte[] bytes = WholeFile.read(path(locator.path()), mostBytes);
    boolean listed =
        (entry.bytes() < 0 || entry.bytes() == bytes.length)
            && (locator.sha256().isEmpty() || locator.sha256().equals(Sha256.hex(bytes)));
    if (!listed) {
      throw new ArchiveException(
          ArchiveFault.CHANGED, "the file has another size or SHA-256 than the list has");
    }
    return bytes;
  }

  private Path path(String written) {
    return written.startsWith("/")
        ? FileNames.resolve(Path.of("/"), written.substring(1))
        : FileNames.resolve(folder, written);
  }

  @Override
  public void close() {}
}
