package dev.dermstream.batch.archive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something of an archive cannot be read; the message is a sentence that a person can act on. */
public final class ArchiveException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ArchiveFault fault;

  public ArchiveException(ArchiveFault fault, String message) {
    this(fault, message, null);
  }

  public ArchiveException(ArchiveFault fault, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  public ArchiveFault fault() {
    return fault;
  }
}
