package dev.dermstream.loadtest.jobs;

import dev.dermstream.batch.screening.Gateway;
import dev.dermstream.v1.Release;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;

/** Answers at once, in this process. Thread-safe. */
final class InstantGateway implements Gateway {
  @Override
  public Report screen(ScreenRequest request) {
    return SimulatedReport.of(request.getImage());
  }

  @Override
  public Release release() {
    return SimulatedReport.release();
  }
}
