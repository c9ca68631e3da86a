package dev.dermstream.dicom.codec;

/** What became of a compressed stream. */
public sealed interface CodecOutcome {
  /**
   * All samples.
   *
   * @param samples of exactly the shape that was asked for
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed over, compared nowhere.
  record Decoded(byte[] samples) implements CodecOutcome {}

  /**
   * The stream is at fault.
   *
   * @param reason without the content of the stream, without a full stop
   */
  record Damaged(String reason) implements CodecOutcome {}

  /**
   * The system has not got the codec.
   *
   * @param reason names the library and the Debian package
   */
  record Missing(String reason) implements CodecOutcome {}

  /**
   * The process crashed, or took too long and was killed.
   *
   * @param how a predicate, without a full stop
   */
  record Ended(String how) implements CodecOutcome {}
}
