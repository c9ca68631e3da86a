package dev.dermstream.node.oip;

/**
 * Hears the answers to one request: any number of parts where it is streamed, then exactly one of
 * {@code last} and {@code failed}. Calls come one after another, from any thread; implementations
 * are quick, for the thread may be an engine's.
 *
 * @param <A> a response
 */
interface AnswerListener<A> {
  void part(A part);

  void last(A answer);

  /** A ServiceException tells its sentence, every other failure nothing. */
  void failed(Throwable failure);
}
