package dev.dermstream.batch.archive;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One walk through a folder, depth first, by the bytes of names, which on POSIX is the order of
 * their code points. Holds the names of the folders on the way down. Symbolic links are followed;
 * one that leads to a folder on the way down is passed over, for all below it is listed anyway.
 * Files and folders that cannot be read are told with their fault; a failure that may pass ends the
 * walk, or is left to the reading where it concerns one file.
 */
final class FolderWalk {
  private final Place root;
  private final int rootChars;
  private final Candidates candidates;
  private final Archive.Listing listing;
  private final Deque<Object> onTheWay = new ArrayDeque<>();

  FolderWalk(Path root, Candidates candidates, Archive.Listing listing) {
    this.root = new Place(root, "", true);
    this.rootChars = FileNames.encoded(root).length();
    this.candidates = candidates;
    this.listing = listing;
  }

  /** A file or folder, its name within the archive, and whether the name is all of its path. */
  private record Place(Path path, String name, boolean isExact) {
    Place child(Path last) {
      Path child = path.resolve(last);
      FileNames.Name own = FileNames.last(child);
      String text = own.text();
      while (!own.isExact()
          && Files.exists(FileNames.resolve(path, text), LinkOption.NOFOLLOW_LINKS)) {
        text = "~" + text;
      }
      return new Place(child, name.isEmpty() ? text : name + "/" + text, isExact && own.isExact());
    }

    String lastName() {
      return name.substring(name.lastIndexOf('/') + 1);
    }
  }

  void run() throws IOException, InterruptedException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(root.path(), BasicFileAttributes.class);
    } catch (IOException e) {
      throw Faults.opening(root.path().toString(), e);
    }
    folder(root, attributes);
  }

  private void folder(Place folder, BasicFileAttributes attributes)
      throws IOException, InterruptedException {
    Object key = Objects.requireNonNullElse(attributes.fileKey(), folder.path().toRealPath());
    if (onTheWay.contains(key)) {
      return;
    }
    List<Path> names = names(folder);
    onTheWay.push(key);
    for (Path name : names) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      visit(folder.child(name));
    }
    onTheWay.pop();
  }

  private List<Path> names(Place folder) throws IOException, InterruptedException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder.path())) {
      List<Path> names = new ArrayList<>();
      children.forEach(child -> names.add(child.getFileName()));
      names.sort(null);
      return names;
    } catch (DirectoryIteratorException e) {
      return unreadableFolder(folder, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      return unreadableFolder(folder, e);
    }
  }

  private List<Path> unreadableFolder(Place folder, IOException failure)
      throws IOException, InterruptedException {
    ArchiveFault fault = Faults.of(failure);
    if (folder.name().isEmpty() || fault.isRetryable()) {
      throw Faults.opening(root.path().toString(), failure);
    }
    found(folder, -1, fault);
    return List.of();
  }

  private void visit(Place place) throws IOException, InterruptedException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(place.path(), BasicFileAttributes.class);
    } catch (IOException e) {
      if (candidates.mayBe(place.lastName())) {
        found(place, -1, Faults.of(e));
      }
      return;
    }
    if (attributes.isDirectory()) {
      folder(place, attributes);
    } else if (attributes.isRegularFile() && candidates.mayBe(place.lastName())) {
      file(place, attributes.size());
    }
  }

  private void file(Place place, long bytes) throws IOException, InterruptedException {
    boolean is;
    try {
      if (!Files.isReadable(place.path())) {
        throw new AccessDeniedException(place.path().toString());
      }
      is = candidates.is(place.path());
    } catch (IOException e) {
      found(place, bytes, Faults.of(e));
      return;
    }
    if (is) {
      listing.found(entry(place, bytes, null));
    }
  }

  private void found(Place place, long bytes, ArchiveFault fault)
      throws IOException, InterruptedException {
    listing.found(entry(place, bytes, fault.isRetryable() ? null : fault));
  }

  private Entry entry(Place place, long bytes, @Nullable ArchiveFault fault) {
    String locator =
        place.isExact() ? "" : FileNames.encoded(place.path()).substring(rootChars + 1);
    return new Entry(place.name(), locator, bytes, fault);
  }
}
