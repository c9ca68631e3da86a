package dev.dermstream.node.repository;

import dev.dermstream.node.engine.RunningEngine;
import java.util.Optional;

/** A vision-language model in memory that answers as a profile. Thread-safe. */
public interface HostedProfile extends AutoCloseable {
  /** What runs it. */
  RunningEngine engine();

  /** Why it does not answer now, as part of a sentence; empty if it does. */
  Optional<String> lack();

  /** From now on new requests for the profile are answered by this model and by no other. */
  void publish();

  /** From now on no new request reaches this model; no effect on its successor. */
  void withdraw();

  /** Ends what it still does and frees its memory as soon as its last run has ended. */
  @Override
  void close();
}
