package dev.dermstream.audit.chain;

import java.time.Instant;

/** Something that a chain keeps. */
public sealed interface ChainRecord permits ImageRecord, EventRecord {
  /** When it was so, by the writer's clock. */
  Instant at();
}
