package dev.dermstream.batch.screening;

import dev.dermstream.v1.Release;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;

/** What answers. Thread-safe; an interrupt ends a call. */
public interface Gateway {
  /**
   * Asks for one report.
   *
   * @throws io.grpc.StatusRuntimeException if the request cannot be served
   */
  Report screen(ScreenRequest request);

  /**
   * What answers now.
   *
   * @throws io.grpc.StatusRuntimeException if it cannot be told
   */
  Release release();
}
