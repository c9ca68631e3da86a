package dev.dermstream.node.repository;

import dev.dermstream.node.engine.RunningEngine;

/** A vision-language model in memory that answers as a profile. Thread-safe. */
public interface HostedProfile extends AutoCloseable {
  /** What runs it. */
  RunningEngine engine();

  /** From now on new requests for the profile are answered by this model and by no other. */
  void publish();

  /** From now on no new request reaches this model; no effect on its successor. */
  void withdraw();

  /** Frees its memory. Every use has ended. */
  @Override
  void close();
}
