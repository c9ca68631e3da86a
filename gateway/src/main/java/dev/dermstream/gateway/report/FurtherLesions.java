package dev.dermstream.gateway.report;

import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.Agreement;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.FurtherLesion;
import dev.dermstream.v1.Region;
import java.util.ArrayList;
import java.util.List;

/**
 * Lesions beside the main one. They are judged by the same rule; of them the model has said
 * nothing, so a rule that wants its word abstains.
 */
final class FurtherLesions {
  private FurtherLesions() {}

  /**
   * @param measured in the order of the regions
   * @throws dev.dermstream.error.ServiceException as {@link ReportAssembler#answered}
   */
  static List<FurtherLesion> of(Encoded encoded, List<ClassifyResponse> measured) {
    if (measured.size() != encoded.getFurtherRegionsCount()) {
      throw new IllegalArgumentException("a measurement for each region");
    }
    List<FurtherLesion> lesions = new ArrayList<>();
    for (int i = 0; i < measured.size(); i++) {
      ReportAssembler.requireOneRelease(encoded.getProvenance(), measured.get(i));
      ReportAssembler.requireSound(measured.get(i));
      lesions.add(of(encoded.getFurtherRegions(i).getRegion(), measured.get(i)));
    }
    return lesions;
  }

  private static FurtherLesion of(Region region, ClassifyResponse index) {
    List<AbstentionReason> reasons = Abstention.reasons(index, Agreement.AGREEMENT_NO_MODEL_LABEL);
    FurtherLesion.Builder lesion =
        FurtherLesion.newBuilder()
            .setRegion(region)
            .setDisposition(
                reasons.isEmpty()
                    ? Disposition.DISPOSITION_ANSWERED
                    : Disposition.DISPOSITION_ABSTAINED)
            .addAllSimilarLabels(index.getLabelsList().stream().skip(1).toList())
            .addAllClassConfidence(index.getClassConfidenceList())
            .addAllAbstentionReasons(reasons);
    index.getLabelsList().stream().findFirst().ifPresent(lesion::setLabel);
    if (index.hasCalibrated()) {
      lesion.setCalibrated(index.getCalibrated());
    }
    if (!reasons.isEmpty()) {
      lesion.setAbstention(Abstention.sentences(reasons, index));
    }
    return lesion.build();
  }
}
