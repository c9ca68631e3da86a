package dev.dermstream.node.server;

import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;

/**
 * One request's hold on what answers it: the model is not freed before it is closed, which happens
 * once.
 *
 * @param pipeline of the profile's model
 * @param profile as that model was loaded with it
 * @param release that the answer is of, whose notice it carries
 * @param end lets go
 */
record ProfileUse(Pipeline pipeline, Profile profile, Release release, Runnable end)
    implements AutoCloseable {
  @Override
  public void close() {
    end.run();
  }
}
