package dev.dermstream.command;

import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.ImageRecord;
import dev.dermstream.audit.chain.Outcome;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.RegionOfInterest;
import dev.dermstream.v1.ScreenRequest;
import java.io.IOException;

/** The request behind a record, as far as the record tells it. */
final class PastRequest {
  private PastRequest() {}

  /**
   * @param language of the text, which no record tells
   * @throws IOException with the reason if the record does not tell enough, or its outcome was not
   *     of the image and the release alone
   */
  static ScreenRequest of(ImageRecord record, Language language) throws IOException {
    Conclusion conclusion = record.conclusion();
    requireReport(record.method());
    if (conclusion.outcome() == Outcome.FAILED) {
      throw new IOException(
          "The request failed (%s): that was of its moment, not of the image and the release, and"
                  .formatted(conclusion.code())
              + " cannot be shown again");
    }
    if (conclusion.origin().release().isEmpty()) {
      throw new IOException(
          "The gateway rejected the image by itself (%s): the record names no release"
              .formatted(conclusion.code()));
    }
    return ScreenRequest.newBuilder()
        .setProfile(conclusion.origin().profile())
        .setLanguage(language)
        .setRegionOfInterest(region(conclusion))
        .build();
  }

  private static void requireReport(String method) throws IOException {
    String missing =
        switch (method) {
          // The same work; a stream only tells more of it on the way.
          case "Screen", "ScreenStream" -> "";
          case "Ask" -> "the question and its answer";
          case "Embed" -> "the embedding";
          case "Rank" -> "the labels and their likelihoods";
          default -> "the inputs and outputs";
        };
    if (!missing.isEmpty()) {
      throw new IOException(
          "The record is of %s, and no record holds %s: only reports can be compared (Screen,"
                  .formatted(method, missing)
              + " ScreenStream)");
    }
  }

  /** A record of a rejected image does not tell. */
  private static RegionOfInterest region(Conclusion conclusion) {
    if (conclusion.outcome() == Outcome.REJECTED) {
      return RegionOfInterest.REGION_OF_INTEREST_UNSPECIFIED;
    }
    return conclusion.region() == null
        ? RegionOfInterest.REGION_OF_INTEREST_OFF
        : RegionOfInterest.REGION_OF_INTEREST_ON;
  }
}
