package dev.dermstream.pacs.report;

import dev.dermstream.v1.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The measurement group of one lesion: with its outline a planar region (PS3.16, TID 1410), else of
 * the whole image (TID 1501). Only an answered lesion has a Finding; the scores of one that was
 * abstained from have names that say so.
 */
final class LesionGroup {
  private final SourceObject source;
  private final ClassCodes codes;
  private final List<ContentItem> items = new ArrayList<>();

  private LesionGroup(SourceObject source, ClassCodes codes) {
    this.source = source;
    this.codes = codes;
  }

  /**
   * @param algorithm what measured, for the group's head
   * @param trackingUid of the lesion
   */
  static ContentItem of(
      Lesion lesion,
      SourceObject source,
      ClassCodes codes,
      String trackingUid,
      List<ContentItem> algorithm)
      throws UnmappedClassException {
    LesionGroup group = new LesionGroup(source, codes);
    group.head(lesion, trackingUid);
    group.items.addAll(algorithm);
    group.site();
    group.place(lesion);
    group.scores(lesion);
    group.evaluations(lesion);
    return ContentItem.container(ContentItem.CONTAINS, Concepts.GROUP, group.items);
  }

  private void head(Lesion lesion, String trackingUid) throws UnmappedClassException {
    items.add(
        ContentItem.text(
            ContentItem.OBSERVATION, Concepts.TRACKING_IDENTIFIER, "Lesion " + lesion.number()));
    items.add(ContentItem.uid(ContentItem.OBSERVATION, Concepts.TRACKING_UID, trackingUid));
    if (lesion.answered() && lesion.label().isPresent()) {
      Code finding = codes.of(lesion.label().get().getIdCode());
      items.add(ContentItem.code(ContentItem.CONTAINS, Concepts.FINDING, finding));
    }
  }

  private void site() {
    source
        .site()
        .map(site -> ContentItem.code(ContentItem.MODIFIER, Concepts.FINDING_SITE, site))
        .map(site ->
            site.with(
                source.laterality().stream()
                    .map(side -> ContentItem.code(ContentItem.MODIFIER, Concepts.LATERALITY, side))
                    .toList()))
        .ifPresent(items::add);
  }

  private void place(Lesion lesion) {
    Optional<Region> region = lesion.region().filter(this::lies);
    if (region.isEmpty()) {
      items.add(ContentItem.image(ContentItem.CONTAINS, Optional.of(Concepts.SOURCE), source));
      return;
    }
    float left = region.get().getX();
    float top = region.get().getY();
    float right = left + region.get().getWidth();
    float bottom = top + region.get().getHeight();
    items.add(
        ContentItem.outline(
                ContentItem.CONTAINS,
                Concepts.IMAGE_REGION,
                new float[] {left, top, right, top, right, bottom, left, bottom, left, top})
            .with(List.of(ContentItem.image(ContentItem.SELECTED_FROM, Optional.empty(), source))));
    double probability = region.get().getProbabilityPercent();
    if (Double.isFinite(probability)) {
      items.add(percent(Concepts.LESION_PROBABILITY, probability));
    }
  }

  /** Whether a region lies within the pixels as they are stored. */
  private boolean lies(Region region) {
    return region.getX() >= 0
        && region.getY() >= 0
        && region.getWidth() > 0
        && region.getHeight() > 0
        && (long) region.getX() + region.getWidth() <= source.columns()
        && (long) region.getY() + region.getHeight() <= source.rows();
  }

  private void scores(Lesion lesion) throws UnmappedClassException {
    Code confidence =
        lesion.answered() ? Concepts.CLASS_CONFIDENCE : Concepts.CLASS_CONFIDENCE_UNANSWERED;
    for (Lesion.Score score : lesion.scores()) {
      items.add(percentOfClass(confidence, score.idCode(), score.percent()));
    }
    Code probability = lesion.answered() ? Concepts.CALIBRATED : Concepts.CALIBRATED_UNANSWERED;
    for (Lesion.Score score : lesion.probabilities()) {
      items.add(percentOfClass(probability, score.idCode(), score.percent()));
    }
  }

  private ContentItem percentOfClass(Code name, int idCode, double percent)
      throws UnmappedClassException {
    Code ofClass = codes.of(idCode);
    return percent(name, percent)
        .with(List.of(ContentItem.code(ContentItem.MODIFIER, Concepts.CLASS, ofClass)));
  }

  private static ContentItem percent(Code name, double percent) {
    return ContentItem.number(ContentItem.CONTAINS, name, percent, Concepts.PERCENT);
  }

  private void evaluations(Lesion lesion) throws UnmappedClassException {
    add(Concepts.DISPOSITION, lesion.answered() ? Concepts.ANSWERED : Concepts.ABSTAINED);
    lesion.reasons().forEach(why -> add(Concepts.ABSTENTION_REASON, Concepts.reason(why)));
    if (!lesion.abstention().isBlank()) {
      items.add(
          ContentItem.text(ContentItem.CONTAINS, Concepts.ABSTENTION_REASON, lesion.abstention()));
    }
    for (int idCode : lesion.predictionSet()) {
      add(Concepts.PREDICTION_SET, codes.of(idCode));
    }
  }

  private void add(Code name, Code value) {
    items.add(ContentItem.code(ContentItem.CONTAINS, name, value));
  }
}
