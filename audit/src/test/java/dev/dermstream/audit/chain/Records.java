package dev.dermstream.audit.chain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Records to test with. */
public final class Records {
  public static final Origin ORIGIN =
      new Origin("tumour15", "release-1", "", "node-1", "OnnxRuntime 1.29.0 cpu");
  public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private Records() {}

  public static ImageRecord image(int number) {
    return image(number, NOON.plusSeconds(number));
  }

  public static ImageRecord image(int number, Instant at) {
    return new ImageRecord(
        at,
        "request-" + number,
        "anonymous",
        "Screen",
        Sha256.of("image " + number),
        60_000,
        conclusion());
  }

  public static EventRecord event(int number) {
    return new EventRecord(
        NOON.plusSeconds(number),
        "instances-received",
        "success",
        "MODALITY1",
        new TreeMap<>(Map.of("series", 2, "1.2.840.10008.5.1.4.1.1.7", number)),
        List.of(Sha256.of("1.2.3." + number)));
  }

  public static Conclusion conclusion() {
    return new Conclusion(
        Outcome.ANSWERED,
        "",
        ORIGIN,
        new Score(6, 88.25),
        6,
        List.of(new Score(6, 88.25), new Score(2, 11.75)));
  }

  /** The first {@code count} links of a chain. */
  public static List<Link> chain(String chain, int count) {
    List<Link> links = new ArrayList<>();
    ChainHead last = ChainHead.beginning(chain);
    for (int i = 1; i <= count; i++) {
      Link link = Link.image(last, image(i));
      links.add(link);
      last = link.place();
    }
    return links;
  }

  static StoredRecord row(Link link) {
    return new StoredRecord(
        link.place().chain(),
        link.place().sequence(),
        link.at().toEpochMilli(),
        link.place().hash(),
        link.text());
  }
}
