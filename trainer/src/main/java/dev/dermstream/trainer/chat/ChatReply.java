package dev.dermstream.trainer.chat;

/** What came of a question. */
public sealed interface ChatReply {
  /**
   * The model wrote something.
   *
   * @param content what it wrote
   * @param isCutOff whether it ended at the limit of tokens
   * @param usage what it took
   */
  record Answer(String content, boolean isCutOff, TokenUsage usage) implements ChatReply {}

  /**
   * The endpoint does not answer this question, others it may.
   *
   * @param reason as a sentence without an end
   */
  record Unanswered(String reason) implements ChatReply {}
}
