package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dermstream.audit.chain.Area;
import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.ImageRecord;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.chain.Outcome;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.RegionOfInterest;
import dev.dermstream.v1.ScreenRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PastRequestTest {
  private static final Origin ORIGIN = new Origin("tumour15", "r-1", "", "node-1", "engine");

  @Test
  void lesionsAreLookedForWhereTheyWere() throws IOException {
    ScreenRequest looked = request("ScreenStream", answered(new Area(false, 0, 0, 9, 9)));
    ScreenRequest whole = request("Screen", answered(null));

    assertThat(looked.getRegionOfInterest()).isEqualTo(RegionOfInterest.REGION_OF_INTEREST_ON);
    assertThat(whole.getRegionOfInterest()).isEqualTo(RegionOfInterest.REGION_OF_INTEREST_OFF);
    assertThat(looked.getProfile()).isEqualTo("tumour15");
    assertThat(looked.getLanguage()).isEqualTo(Language.LANGUAGE_KOREAN);
  }

  @Test
  void ofARejectedImageTheProfileSaysWhetherTheyAre() throws IOException {
    ScreenRequest rejected = request("Screen", rejected(ORIGIN));

    assertThat(rejected.getRegionOfInterest())
        .isEqualTo(RegionOfInterest.REGION_OF_INTEREST_UNSPECIFIED);
  }

  @ParameterizedTest
  @CsvSource({
    "Ask, the question",
    "Embed, the embedding",
    "Rank, the labels",
    "ModelInfer, the inputs",
    "ModelStreamInfer, the inputs"
  })
  void whatIsNoReportCannotBeCompared(String method, String missing) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> request(method, answered(null)))
        .withMessageContainingAll("The record is of " + method, missing);
  }

  @Test
  void aFailureAndARejectionByTheGatewayAloneCannotEither() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> request("Screen", Conclusion.failed("DEADLINE", ORIGIN)))
        .withMessageContaining("The request failed (DEADLINE)");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> request("Screen", rejected(Origin.UNKNOWN)))
        .withMessageContaining("by itself (EMPTY_IMAGE)");
  }

  private static Conclusion answered(@Nullable Area region) {
    return Conclusion.answered(ORIGIN, region);
  }

  private static Conclusion rejected(Origin origin) {
    return new Conclusion(Outcome.REJECTED, "EMPTY_IMAGE", origin, null, null, List.of());
  }

  private static ScreenRequest request(String method, Conclusion conclusion) throws IOException {
    ImageRecord record = new ImageRecord(Instant.EPOCH, "r", "local", method, "ab", 2, conclusion);
    return PastRequest.of(record, Language.LANGUAGE_KOREAN);
  }
}
