package dev.dermstream.node.repository;

/** A model in memory, as the repository that opens and closes it sees it. */
interface OpenModel extends LoadedModel, AutoCloseable {
  /** Who needs it; closed after the last. */
  Uses uses();

  /** Takes no new requests that do not come by the repository. */
  default void withdraw() {}

  /** Ends what it still does and frees its memory as soon as its last run has ended. */
  @Override
  void close();
}
