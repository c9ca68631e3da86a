package dev.dermstream.loadtest.gatling;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.loadtest.gatling.action.Judge;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenStreamResponse;
import io.grpc.Status;

/**
 * What answers amount to. The drawn pictures can be screened, so a rejection is a failure; an
 * abstention is an answer.
 */
final class Outcomes {
  private Outcomes() {}

  static Status.Code of(Report report) {
    if (report.getDisposition() == Disposition.DISPOSITION_REJECTED) {
      return of(report.getRejection());
    }
    return whole(
        report.getDisposition() != Disposition.DISPOSITION_UNSPECIFIED
            && !report.getProvenance().getReleaseId().isEmpty());
  }

  private static Status.Code of(Error error) {
    try {
      return ErrorCode.valueOf(error.getCode()).statusCode();
    } catch (IllegalArgumentException e) {
      // Of a later version.
      return Status.Code.UNKNOWN;
    }
  }

  static Status.Code whole(boolean complete) {
    return complete ? Status.Code.OK : Status.Code.DATA_LOSS;
  }

  /** Every image of the stream has its report. */
  static Judge<ScreenStreamResponse> ofStream(int images) {
    return new Judge<>() {
      private int reports;

      @Override
      public Status.Code answer(ScreenStreamResponse event) {
        if (event.hasError()) {
          return Outcomes.of(event.getError());
        }
        if (!event.hasReport()) {
          return Status.Code.OK;
        }
        reports++;
        return Outcomes.of(event.getReport());
      }

      @Override
      public Status.Code end() {
        return whole(reports == images);
      }
    };
  }

  /** The answer is finished. */
  static Judge<AskResponse> ofAnswer() {
    return new Judge<>() {
      private boolean finished;

      @Override
      public Status.Code answer(AskResponse event) {
        finished |= event.hasFinished();
        return Status.Code.OK;
      }

      @Override
      public Status.Code end() {
        return whole(finished);
      }
    };
  }
}
