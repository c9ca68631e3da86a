package dev.dermstream.node.server;

import dev.dermstream.node.model.ServingModel;
import java.io.IOException;

/** Loads the release's model, each time another one. */
@FunctionalInterface
interface ModelLoader {
  /**
   * Loads it.
   *
   * @return the caller's to close
   * @throws IOException if it cannot be loaded now
   */
  ServingModel load() throws IOException;
}
