package dev.dermstream.batch.output;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What failures of files mean to a person. */
final class DiskFault {
  /** Less is none: what is written goes out in pieces of about this size. */
  private static final long ROOM_BYTES = 64 * 1024;

  private DiskFault() {}

  /**
   * The error to tell.
   *
   * @param place file or folder that was to be written
   * @param folder that it lies in
   */
  static OutputException of(Path place, Path folder, IOException failure) {
    if (failure instanceof OutputException known) {
      return known;
    }
    if (failure instanceof AccessDeniedException
        || (Files.isDirectory(folder) && !Files.isWritable(folder))) {
      return new OutputException(
          "%s cannot be written: this process may not write in %s".formatted(place, folder),
          false,
          failure);
    }
    if (!Files.isDirectory(folder)) {
      return new OutputException(
          "%s cannot be written: its folder %s is not there".formatted(place, folder),
          true,
          failure);
    }
    if (isFull(folder, failure)) {
      return new OutputException(
          "%s cannot be written: no room is left on the disk".formatted(place), true, failure);
    }
    return new OutputException(
        "%s cannot be written: %s".formatted(place, reason(failure)), true, failure);
  }

  private static boolean isFull(Path folder, IOException failure) {
    String reason = reason(failure);
    if (reason.contains("No space left") || reason.contains("quota exceeded")) {
      return true;
    }
    try {
      return Files.getFileStore(folder).getUsableSpace() < ROOM_BYTES;
    } catch (IOException e) {
      return false;
    }
  }

  private static String reason(IOException failure) {
    @Nullable String reason =
        failure instanceof FileSystemException of ? of.getReason() : failure.getMessage();
    if (reason != null) {
      return reason;
    }
    if (failure instanceof NoSuchFileException) {
      return "it is not there any more";
    }
    return failure instanceof FileAlreadyExistsException
        ? "another one is in its place"
        : "the disk failed";
  }
}
