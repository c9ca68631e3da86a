package dev.dermstream.audit.chain;

/**
 * What produced an answer, as the node said it; each empty where no node had a say. Never a
 * caller's text.
 */
public record Origin(String profile, String release, String adapter, String node, String engine) {
  /** Where no node had a say. */
  public static final Origin UNKNOWN = new Origin("", "", "", "", "");
}
