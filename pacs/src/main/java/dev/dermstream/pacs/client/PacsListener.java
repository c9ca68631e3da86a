package dev.dermstream.pacs.client;

import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.pacs.v1.StudySummary;

/**
 * What a session tells, one call at a time. A method that does not return holds the session up, and
 * with it the edge. They may not call the session.
 */
public interface PacsListener {
  /**
   * An object is on the edge's disk, or was refused for good.
   *
   * @param receipt 0 if the connection broke before it came; the outcome names it
   */
  default void stored(PacsObject object, long receipt) {}

  /**
   * How an object ended, in the order of cursors, each once. When this returns the client counts as
   * having stored it, and the edge sends it no more.
   */
  default void concluded(InstanceOutcome outcome) {}

  /** What is there of a completed study, now or anew. */
  default void summed(StudySummary summary) {}
}
