package dev.dermstream.node.oip;

import dev.dermstream.v1.Provenance;

/**
 * What answers for a profile now.
 *
 * @param source where it comes from
 * @param releaseId of the release, or {@code NAME@DIGEST} of a model in the repository
 * @param adapter {@code NAME@DIGEST} of an adapter in the repository; empty for other sources
 */
public record ProfileVersion(Source source, String releaseId, String adapter) {
  /** Where a profile comes from. */
  public enum Source {
    /** The node's release; served as long as the node. */
    RELEASE,
    /** An adapter in the repository. */
    ADAPTER,
    /** A vision-language model in the repository. */
    MODEL
  }

  /** What callers know it by: it names the bytes that answer. */
  String text() {
    return source == Source.ADAPTER ? adapter : releaseId;
  }

  /**
   * Whether an answer comes from this version.
   *
   * @param text whether it has a text; an embedding is of the base alone and names no adapter
   */
  boolean answered(Provenance provenance, boolean text) {
    return provenance.getReleaseId().equals(releaseId)
        && (source != Source.ADAPTER || !text || provenance.getAdapter().equals(adapter));
  }
}
