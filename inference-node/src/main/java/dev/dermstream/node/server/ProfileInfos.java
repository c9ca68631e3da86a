package dev.dermstream.node.server;

import dev.dermstream.platform.release.LabelName;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.ProfileInfo;

/** Tells callers what they may know of a profile. */
final class ProfileInfos {
  private ProfileInfos() {}

  /**
   * @param releaseId of the release or model that its answers name
   * @param adapter {@code NAME@HEX} or empty
   */
  static ProfileInfo of(Profile profile, String releaseId, String adapter) {
    ProfileInfo.Builder info =
        ProfileInfo.newBuilder()
            .setName(profile.name())
            .setReleaseId(releaseId)
            .setAdapter(adapter)
            .setAnswersQuestions(profile.answersQuestions())
            .setRanksLabels(profile.zeroShot().isPresent())
            .setRegionOfInterest(profile.regionOfInterest());
    for (LabelName label : profile.labels()) {
      info.addLabelSet(
          Label.newBuilder()
              .setIdCode(label.idCode())
              .setNameEnglish(label.english())
              .setNameKorean(label.korean()));
    }
    return info.build();
  }
}
