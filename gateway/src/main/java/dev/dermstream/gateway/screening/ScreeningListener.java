package dev.dermstream.gateway.screening;

import dev.dermstream.v1.Error;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.Writing;

/**
 * Hears of one image: {@code accepted} unless it is refused at once, {@code scored} at most once and
 * {@code writing} any number of times, then exactly one of {@code reported} and {@code failed},
 * unless the screening was cancelled.
 */
interface ScreeningListener {
  /** The image was taken: it is on its way, or waits for its turn. */
  default void accepted() {}

  /** The index has measured; the text may still be on its way. */
  void scored(Label label);

  /** The summary grows. Only where the request follows the text. */
  void writing(Writing piece);

  void reported(Report report);

  void failed(Error error);
}
