package dev.dermstream.node.guide;

import dev.dermstream.platform.release.AbstentionRule;
import dev.dermstream.platform.release.LabelName;
import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.RecordField;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Profiles that differ in their output form. */
final class Profiles {
  /** Codes and names of which some begin with others, and a name that XML must escape. */
  static final List<LabelName> LABELS =
      List.of(
          new LabelName(0, "Melanocytic Nevus", "멜라닌세포모반"),
          new LabelName(1, "Bowen's Disease", "보웬병"),
          new LabelName(2, "Keratosis <flat & thin>", "각화증 <편평 & 얇음>"),
          new LabelName(10, "Melanoma", "악성흑색종"),
          new LabelName(13, "Melanoma in situ", "악성흑색종 상피내"));

  static final List<RecordField> FIELDS =
      List.of(
          new RecordField("lesion_type", List.of(), List.of(), true),
          new RecordField("color", List.of(), List.of(), false),
          new RecordField(
              "symmetry", List.of("even", "say \"odd\""), List.of("대칭", "\"비대칭\""), false),
          new RecordField("summary", List.of(), List.of(), false));

  private Profiles() {}

  static Profile of(OutputForm form) {
    return of(form, 8192);
  }

  static Profile of(OutputForm form, int maxNewTokens) {
    return new Profile(
        "trial",
        0,
        Optional.empty(),
        form,
        LABELS,
        form == OutputForm.JSON_RECORD ? FIELDS : List.of(),
        "{image}{text}",
        "Report.",
        "보고.",
        false,
        maxNewTokens,
        1,
        Path.of("index"),
        AbstentionRule.NONE,
        Optional.empty(),
        false);
  }
}
