package dev.dermstream.command;

import dev.dermstream.v1.RegionOfInterest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether lesions are looked for in a picture. */
final class RegionOption {
  enum Switch {
    ON,
    OFF
  }

  @Option(
      names = "--region",
      description =
          "${COMPLETION-CANDIDATES}: find the lesions in a picture and answer each by itself. "
              + "As the profile has it if not given.")
  @Nullable Switch region;

  RegionOfInterest value() {
    return switch (region) {
      case null -> RegionOfInterest.REGION_OF_INTEREST_UNSPECIFIED;
      case ON -> RegionOfInterest.REGION_OF_INTEREST_ON;
      case OFF -> RegionOfInterest.REGION_OF_INTEREST_OFF;
    };
  }
}
