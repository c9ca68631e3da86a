package dev.dermstream.batch.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prints what a folder holds, and the faults of reading it; to be run as another user. */
final class FolderListing {
  private FolderListing() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    FolderArchive archive = new FolderArchive(Path.of(arguments[0]), Candidates.BY_NAME);
    List<Entry> files = new ArrayList<>();
    archive.list(entry -> {
      System.out.printf("%s %d %s%n", entry.name(), entry.bytes(), entry.fault());
      if (entry.bytes() >= 0) {
        files.add(entry);
      }
    });
    for (Entry entry : files) {
      try {
        archive.read(entry, Integer.MAX_VALUE);
      } catch (ArchiveException e) {
        System.out.printf("read %s: %s%n", entry.name(), e.fault());
      }
    }
  }
}
