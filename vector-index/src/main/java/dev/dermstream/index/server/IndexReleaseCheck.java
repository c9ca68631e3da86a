package dev.dermstream.index.server;

import dev.dermstream.index.search.Precision;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.release.ReleaseCheck;
import java.io.IOException;

/** Opens every index of a release as the index server does, and asks it. Stateless. */
public final class IndexReleaseCheck implements ReleaseCheck {
  @Override
  public void check(Release release) throws IOException {
    try (ServedRelease opened = ServedRelease.open(release, Precision.DEFAULT)) {
      opened.warm();
    }
  }
}
