package dev.dermstream.platform.release;

/** What a profile's model writes when it reports on an image. */
public enum OutputForm {
  /** root &gt; label, summary, similar_labels, scores as attributes in percent. */
  XML_REPORT,
  /** One JSON object of text fields; the profile names them in their order. */
  JSON_RECORD,
  /** The name of one class of the label set, in the language asked for. */
  LABEL,
  /** The id code of one class of the label set. */
  NUMBER,
  /** Plain text; the whole answer is the summary. */
  FREE_TEXT
}
