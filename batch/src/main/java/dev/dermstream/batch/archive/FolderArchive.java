package dev.dermstream.batch.archive;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A folder and those in it. The locator of a file is empty, or, where its name is not all of its
 * path, the path's bytes, percent-encoded. What a file holds may change between the listing and the
 * reading; see {@link WholeFile}.
 */
final class FolderArchive implements Archive {
  private final Path root;
  private final Candidates candidates;

  FolderArchive(Path root, Candidates candidates) {
    this.root = root.toAbsolutePath();
    this.candidates = candidates;
  }

  @Override
  public void list(Listing listing) throws IOException, InterruptedException {
    new FolderWalk(root, candidates, listing).run();
  }

  @Override
  public byte[] read(Entry entry, int mostBytes) throws ArchiveException, InterruptedException {
    Path file =
        entry.locator().isEmpty()
            ? FileNames.resolve(root, entry.name())
            : FileNames.resolveEncoded(root, entry.locator());
    return WholeFile.read(file, mostBytes);
  }

  @Override
  public void close() {}
}
