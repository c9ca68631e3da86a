package dev.dermstream.platform.release;

/** What a profile's model writes when it reports on an image. */
public enum OutputForm {
  /** root &gt; label, summary, similar_labels, scores as attributes in percent. */
  XML_REPORT,
  /** Plain text; the whole answer is the summary. */
  FREE_TEXT
}
