package dev.dermstream.platform.release;

import java.io.IOException;

/** What a release must pass beside its digests before it is published or becomes live. */
@FunctionalInterface
public interface ReleaseCheck {
  /** Lets everything pass. */
  ReleaseCheck NONE = release -> {};

  /**
   * Tries a release whose every byte is right.
   *
   * @throws IOException that says why it cannot be served
   */
  void check(Release release) throws IOException;
}
