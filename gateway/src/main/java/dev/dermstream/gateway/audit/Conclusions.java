package dev.dermstream.gateway.audit;

import dev.dermstream.audit.chain.Area;
import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.Lesion;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.chain.Outcome;
import dev.dermstream.audit.chain.Score;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.FurtherLesion;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Region;
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
        outcome(report.getDisposition()),
        report.hasRejection() ? code(report.getRejection()) : "",
        origin(report.getProvenance()),
        report.hasLabel() ? score(report.getLabel()) : null,
        report.hasModelLabel() ? idCode(report.getModelLabel()) : null,
        report.getClassConfidenceList().stream()
            .map(each -> new Score(each.getIdCode(), each.getConfidencePercent()))
            .toList(),
        area(report.getImage()),
        report.getFurtherLesionsList().stream().map(Conclusions::lesion).toList());
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

  /** The part that was answered; null where no lesion was looked for. */
  public static @Nullable Area area(ImageInfo image) {
    return image.hasRegion() ? area(image.getRegion()) : null;
  }

  private static Area area(Region region) {
    return new Area(
        region.getFound(), region.getX(), region.getY(), region.getWidth(), region.getHeight());
  }

  private static Lesion lesion(FurtherLesion lesion) {
    return new Lesion(
        area(lesion.getRegion()),
        outcome(lesion.getDisposition()),
        lesion.hasLabel() ? score(lesion.getLabel()) : null);
  }

  private static Score score(Label label) {
    return new Score(label.getIdCode(), label.getScorePercent());
  }

  private static Outcome outcome(Disposition disposition) {
    return switch (disposition) {
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
