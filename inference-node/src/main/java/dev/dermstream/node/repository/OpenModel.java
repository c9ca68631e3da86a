package dev.dermstream.node.repository;

/** A model in memory, as the repository that opens and closes it sees it. */
interface OpenModel extends LoadedModel, AutoCloseable {
  /** Who needs it; closed after the last. */
  Uses uses();

  /** Takes no new requests that do not come by the repository. */
  default void withdraw() {}

  /** Frees its memory. Nothing runs any more. */
  @Override
  void close();
}
