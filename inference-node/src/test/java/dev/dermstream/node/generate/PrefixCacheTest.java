package dev.dermstream.node.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.KeyValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
  private static final int TOKENS = 3;

  private static GoldenTexts golden;

  @BeforeAll
  static void load() throws IOException {
    golden = new GoldenTexts();
  }

  @AfterAll
  static void close() {
    golden.close();
  }

  @Test
  void textsAreTheSameWithItAndWithout() {
    Random random = new Random(21);
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      requests.add(
          golden.request(
              golden.longerPrompt(random),
              i % golden.decoder.adapters(),
              40,
              SamplingParameters.GREEDY));
    }

    List<String> without = texts(requests, 0);

    assertThat(texts(requests, 1 << 20)).isEqualTo(without);
  }

  private static List<String> texts(List<GenerationRequest> requests, long prefixCacheBytes) {
    GenerationSettings settings =
        new GenerationSettings(1, 1, 8, 64 << 20, 100, 256, prefixCacheBytes, 0);
    ContinuousGenerator generator = golden.generator(settings);
    try {
      List<ReceivedText> received = new ArrayList<>();
      for (GenerationRequest request : requests) {
        received.add(new ReceivedText());
        generator.submit(request, received.getLast());
      }
      List<String> texts = GoldenTexts.wordsOf(received);
      GenerationStatistics statistics = generator.statistics();
      boolean on = prefixCacheBytes > 0;
      assertThat(statistics.prefixMisses()).isEqualTo(on ? golden.decoder.adapters() : 0);
      assertThat(statistics.prefixHits())
          .isEqualTo(on ? requests.size() - golden.decoder.adapters() : 0);
      return texts;
    } finally {
      GoldenTexts.end(generator);
    }
  }

  @Test
  void anAdapterThatWasReplacedFindsNothingOfTheOneBefore() {
    PrefixCache cache = new PrefixCache(golden.decoder, 1 << 20);
    KeyValues first = cache.get(request(1, "one"), TOKENS);

    assertThat(cache.get(request(1, "one"), TOKENS)).isSameAs(first);
    assertThat(cache.get(request(1, "two"), TOKENS)).isNotSameAs(first);
    assertThat(cache.get(request(0, ""), TOKENS).values()).isNotEqualTo(first.values());
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.misses()).isEqualTo(3);
  }

  @Test
  void anAdapterThatComesBackInAnotherSlotFindsWhatItLeft() {
    PrefixCache cache = new PrefixCache(golden.decoder, 1 << 20);
    KeyValues left = cache.get(request(1, "one"), TOKENS);

    assertThat(cache.get(request(0, "one"), TOKENS)).isSameAs(left);
  }

  @Test
  void adaptersInsideTheGraphAreToldByTheirNumber() {
    PrefixCache cache = new PrefixCache(golden.decoder, 1 << 20);
    KeyValues base = cache.get(request(0, ""), TOKENS);

    assertThat(cache.get(request(1, ""), TOKENS).values()).isNotEqualTo(base.values());
    assertThat(cache.get(request(0, ""), TOKENS)).isSameAs(base);
  }

  @Test
  void givesUpTheLeastRecentlyUsed() {
    long one = new PrefixCache(golden.decoder, 1 << 20).get(request(0, ""), TOKENS).bytes();
    PrefixCache cache = new PrefixCache(golden.decoder, 2 * one);
    cache.get(request(1, "one"), TOKENS);
    cache.get(request(1, "two"), TOKENS);
    cache.get(request(1, "one"), TOKENS);
    cache.get(request(1, "three"), TOKENS);

    assertThat(cache.bytes()).isEqualTo(2 * one);
    cache.get(request(1, "one"), TOKENS);
    assertThat(cache.hits()).isEqualTo(2);
    cache.get(request(1, "two"), TOKENS);
    assertThat(cache.misses()).isEqualTo(4);
  }

  @Test
  void keepsNothingThatIsLargerThanItself() {
    PrefixCache cache = new PrefixCache(golden.decoder, 1);

    assertThat(cache.get(request(0, ""), TOKENS).tokens()).isEqualTo(TOKENS);
    assertThat(cache.bytes()).isZero();
  }

  private static GenerationRequest request(int adapterId, String digest) {
    return new GenerationRequest(
        golden.prompt,
        TOKENS,
        golden.image,
        adapterId,
        digest,
        1,
        SamplingParameters.GREEDY,
        null,
        Ticket.lasting(Lane.ROUTINE, 0));
  }
}
