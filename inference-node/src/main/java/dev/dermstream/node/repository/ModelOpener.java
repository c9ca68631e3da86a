package dev.dermstream.node.repository;

import java.io.IOException;

/** Opens one kind of model. */
interface ModelOpener {
  /**
   * Opens the model, warmed up.
   *
   * @throws IOException if it cannot be served; the message names the file or the value
   */
  OpenModel open(String name, ModelVersion version, ServingProperties properties)
      throws IOException;
}
