package dev.dermstream.node.repository;

import java.io.IOException;
import java.nio.file.Path;

/** Opens one kind of model. */
interface ModelOpener {
  /** True if the version's folder holds, or tries to hold, a model of this kind. */
  boolean recognises(Path directory, ServingProperties properties);

  /**
   * Opens the model, warmed up.
   *
   * @throws IOException if it cannot be served; the message names the file or the value
   */
  OpenModel open(String name, ModelVersion version, ServingProperties properties)
      throws IOException;
}
