package dev.dermstream.batch.archive;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Says of a failure of the file system what it means for the archive. Messages do not hold names of
 * files, which may be those of patients; whoever reports a failure has the entry.
 */
final class Faults {
  private Faults() {}

  static ArchiveFault of(IOException failure) {
    if (failure instanceof ArchiveException named) {
      return named.fault();
    }
    return switch (failure) {
      case NoSuchFileException _, NotDirectoryException _ -> ArchiveFault.MISSING;
      case AccessDeniedException _ -> ArchiveFault.DENIED;
      case FileSystemLoopException _ -> ArchiveFault.BROKEN;
      case FileSystemException other -> ofReason(String.valueOf(other.getReason()));
      default -> ArchiveFault.UNAVAILABLE;
    };
  }

  /** The failure to read a file as what an archive throws. */
  static ArchiveException reading(IOException failure) {
    if (failure instanceof ArchiveException named) {
      return named;
    }
    ArchiveFault fault = of(failure);
    return new ArchiveException(fault, "the file " + sentence(fault), failure);
  }

  /** The failure to open an archive, by its location. */
  static ArchiveException opening(String location, IOException failure) {
    if (failure instanceof ArchiveException named) {
      return named;
    }
    ArchiveFault fault = of(failure);
    return new ArchiveException(fault, location + " " + sentence(fault), failure);
  }

  // The JDK has no types of their own for these errors of POSIX.
  private static ArchiveFault ofReason(String reason) {
    if (reason.startsWith("Too many levels of symbolic links")) {
      return ArchiveFault.BROKEN;
    }
    return reason.equals("Not a directory") ? ArchiveFault.MISSING : ArchiveFault.UNAVAILABLE;
  }

  private static String sentence(ArchiveFault fault) {
    return switch (fault) {
      case MISSING -> "is not there; check that it is mounted and where it was moved";
      case DENIED -> "may not be read by this process; give its user the right to read it";
      case CHANGED -> "changed while it was read";
      case BROKEN -> "is a symbolic link that leads to itself";
      case TOO_LARGE -> "has more bytes than an image may have";
      case THROTTLED, UNAVAILABLE -> "cannot be read just now; the disk or network failed";
    };
  }
}
