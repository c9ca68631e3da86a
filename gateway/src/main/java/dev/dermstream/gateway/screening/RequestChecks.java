package dev.dermstream.gateway.screening;

import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.RegionOfInterest;
import dev.dermstream.v1.Sampling;
import java.nio.charset.StandardCharsets;

/** What can be refused before a node is troubled. */
final class RequestChecks {
  static final int MAX_QUESTION_BYTES = 4_096;
  static final int MAX_CORRELATION_ID_BYTES = 200;

  /** Longer than any profile's name; keeps peers from repeating a caller's novel in a header. */
  static final int MAX_PROFILE_BYTES = 128;

  private RequestChecks() {}

  static void profile(String profile) {
    require(bytes(profile) <= MAX_PROFILE_BYTES, "profile must be at most 128 bytes of UTF-8.");
  }

  static void language(Language language) {
    require(
        language != Language.UNRECOGNIZED, "language must be a value of the contract's Language.");
  }

  static void lane(Lane lane) {
    require(lane != Lane.UNRECOGNIZED, "lane must be a value of the contract's Lane.");
  }

  static void region(RegionOfInterest region) {
    require(
        region != RegionOfInterest.UNRECOGNIZED,
        "region_of_interest must be a value of the contract's RegionOfInterest.");
  }

  static void question(String question) {
    require(!question.isBlank(), "question must not be empty.");
    require(
        bytes(question) <= MAX_QUESTION_BYTES, "question must be at most 4,096 bytes of UTF-8.");
  }

  /** Written so that NaN fails too. */
  static void sampling(Sampling sampling) {
    float temperature = sampling.getTemperature();
    require(temperature >= 0 && temperature <= 2, "sampling.temperature must be 0 to 2.");
    require(sampling.getTopK() >= 0, "sampling.top_k must be at least 0.");
    require(sampling.getTopP() >= 0 && sampling.getTopP() <= 1, "sampling.top_p must be 0 to 1.");
  }

  /** For calls that have no report to say it in. */
  static void image(ByteString image) {
    if (image.isEmpty()) {
      throw new ServiceException(ErrorCode.EMPTY_IMAGE, "The request carries no image.");
    }
  }

  static boolean isCorrelationId(String id) {
    return !id.isEmpty() && bytes(id) <= MAX_CORRELATION_ID_BYTES;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, sentence);
    }
  }
}
