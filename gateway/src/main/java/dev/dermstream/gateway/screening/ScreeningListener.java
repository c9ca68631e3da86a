package dev.dermstream.gateway.screening;

import dev.dermstream.v1.Error;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Report;

/**
 * Hears of one image: {@code scored} at most once, then exactly one of {@code reported} and {@code
 * failed}, unless the screening was cancelled.
 */
interface ScreeningListener {
  /** The index has measured; the text may still be on its way. */
  void scored(Label label);

  void reported(Report report);

  void failed(Error error);
}
