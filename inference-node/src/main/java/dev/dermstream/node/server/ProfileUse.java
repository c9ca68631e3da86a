package dev.dermstream.node.server;

import dev.dermstream.platform.release.Profile;

/**
 * One request's hold on what answers it: the model is not freed before it is closed, which happens
 * once.
 *
 * @param pipeline of the profile's model
 * @param end lets go
 */
record ProfileUse(Pipeline pipeline, Profile profile, Runnable end) implements AutoCloseable {
  @Override
  public void close() {
    end.run();
  }
}
