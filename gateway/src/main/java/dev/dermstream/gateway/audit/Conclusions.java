package dev.dermstream.gateway.audit;

import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.chain.Outcome;
import dev.dermstream.audit.chain.Score;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Report;
import org.jspecify.annotations.Nullable;

/**
 * Takes from answers and errors what the audit keeps. No sentence, summary or text is, because
 * these may say anything, and no code that is not of the vocabulary.
 */
public final class Conclusions {
  private Conclusions() {}

  /** Of a report. */
  public static Conclusion of(Report report) {
    return new Conclusion(
        outcome(report),
        report.hasRejection() ? code(report.getRejection()) : "",
        origin(report.getProvenance()),
        report.hasLabel()
            ? new Score(report.getLabel().getIdCode(), report.getLabel().getScorePercent())
            : null,
        report.hasModelLabel() ? idCode(report.getModelLabel()) : null,
        report.getClassConfidenceList().stream()
            .map(each -> new Score(each.getIdCode(), each.getConfidencePercent()))
            .toList());
  }

  /** Of an error. */
  public static Conclusion of(Error error, Origin origin) {
    return Conclusion.failed(code(error), origin);
  }

  /** Of what was left by its caller. */
  static Conclusion abandoned(boolean deadlinePassed, Origin origin) {
    return Conclusion.failed(
        (deadlinePassed ? ErrorCode.DEADLINE : ErrorCode.CANCELLED).name(), origin);
  }

  /** What a node said of itself; unknown where it has said nothing. */
  public static Origin origin(@Nullable Provenance provenance) {
    return provenance == null
        ? Origin.UNKNOWN
        : new Origin(
            provenance.getProfile(),
            provenance.getReleaseId(),
            provenance.getAdapter(),
            provenance.getNodeId(),
            provenance.getEngine());
  }

  private static Integer idCode(Label label) {
    return label.getIdCode();
  }

  private static Outcome outcome(Report report) {
    return switch (report.getDisposition()) {
      case DISPOSITION_ANSWERED -> Outcome.ANSWERED;
      case DISPOSITION_ABSTAINED -> Outcome.ABSTAINED;
      case DISPOSITION_REJECTED -> Outcome.REJECTED;
      case DISPOSITION_UNSPECIFIED, UNRECOGNIZED -> Outcome.FAILED;
    };
  }

  private static String code(Error error) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(error.getCode())) {
        return code.name();
      }
    }
    return ErrorCode.INTERNAL.name();
  }
}
