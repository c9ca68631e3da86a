package dev.dermstream.node.generate;

import dev.dermstream.error.ServiceException;

/**
 * Takes an answer as it comes. Called by the thread that writes all texts of a batch, so it must
 * not block; calls for one text never overlap, and exactly one of {@link #finished} and {@link
 * #failed} comes, last.
 */
public interface GenerationListener {
  /** The next whole characters, never none; pieces concatenate to the text. */
  void piece(String text);

  void finished(GeneratedText text);

  /**
   * Nothing more comes.
   *
   * @param failure DEADLINE, CANCELLED, DRAINING, ENGINE_FAILED, or INTERNAL for a fault
   */
  void failed(ServiceException failure);
}
