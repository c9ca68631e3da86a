package dev.dermstream.pacs.delivery;

import dev.dermstream.pacs.counterpart.SampleObject;
import dev.dermstream.pacs.delivery.DestinationConfig.AeTitles;
import dev.dermstream.pacs.delivery.DestinationConfig.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Destinations on the loopback that are tried again after milliseconds. */
final class TestRoutes {
  static final Duration FIRST_RETRY = Duration.ofMillis(20);

  private TestRoutes() {}

  static DestinationConfig config(String name, Kind kind, String address) {
    return new DestinationConfig(
        name,
        kind,
        URI.create(address),
        kind == Kind.DIMSE ? new AeTitles("EDGE", "PACS") : AeTitles.NONE,
        false,
        Duration.ofSeconds(20),
        Duration.ofSeconds(20),
        4,
        FIRST_RETRY,
        Duration.ofMillis(200));
  }

  static Deliveries.Route stow(String name, int port) {
    DestinationConfig config = config(name, Kind.STOW, "http://127.0.0.1:" + port + "/studies");
    return new Deliveries.Route(config, new StowClient(config, Optional.empty(), Optional.empty()));
  }

  static Parcel.DicomObject parcel(SampleObject object) {
    return new Parcel.DicomObject(
        SampleObject.SOP_CLASS, object.sopInstance(), "1.2.840.10008.1.2.1", object.part10());
  }
}
