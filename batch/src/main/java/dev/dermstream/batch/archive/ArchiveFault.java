package dev.dermstream.batch.archive;

/** Why something of an archive, or all of it, cannot be read. */
public enum ArchiveFault {
  /** It is not there, or not any more. */
  MISSING(false),
  /** The system or the bucket does not let this process read it. */
  DENIED(false),
  /** Its bytes are not those that were listed or begun with. */
  CHANGED(true),
  /** The archive, list or entry is damaged. */
  BROKEN(false),
  /** More bytes than an image may have. */
  TOO_LARGE(false),
  /** The other side asks to be asked less. */
  THROTTLED(true),
  /** The disk, network or other side failed. */
  UNAVAILABLE(true);

  private final boolean retryable;

  ArchiveFault(boolean retryable) {
    this.retryable = retryable;
  }

  /** Whether the same may succeed later. */
  public boolean isRetryable() {
    return retryable;
  }
}
