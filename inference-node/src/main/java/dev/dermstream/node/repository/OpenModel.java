package dev.dermstream.node.repository;

/** A model in memory, as the repository that opens and closes it sees it. */
interface OpenModel extends LoadedModel, AutoCloseable {
  /** Who needs it; closed after the last. */
  Uses uses();

  /** Frees its memory. Nothing runs any more. */
  @Override
  void close();
}
