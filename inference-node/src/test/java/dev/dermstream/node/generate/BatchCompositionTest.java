package dev.dermstream.node.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text is the same whatever shares its batch. */
class BatchCompositionTest {
  private static final int TEXTS = 40;

  private static GoldenTexts golden;

  @BeforeAll
  static void load() throws IOException {
    golden = new GoldenTexts();
  }

  @AfterAll
  static void close() {
    golden.close();
  }

  /** A text and how it comes and goes. */
  private record Case(GenerationRequest request, int cancelAfterPieces) {}

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void textsDoNotDependOnTheirNeighbours(long seed) {
    Random random = new Random(seed);
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      cases.add(randomCase(random));
    }
    List<String> alone = alone(cases);

    GenerationSettings settings =
        new GenerationSettings(
            1 + random.nextInt(2),
            1,
            1 + random.nextInt(12),
            64 << 20,
            TEXTS,
            1 << random.nextInt(10),
            random.nextBoolean() ? 1 << 20 : 0,
            0);
    List<String> together = together(cases, settings, random);

    assertThat(together).as("seed %d, %s", seed, settings).isEqualTo(alone);
    assertThat(golden.decoder.heldBytes()).isZero();
  }

  private static Case randomCase(Random random) {
    SamplingParameters sampling =
        random.nextInt(3) > 0
            ? SamplingParameters.GREEDY
            : new SamplingParameters(
                .2f + random.nextFloat(),
                random.nextInt(50),
                random.nextFloat(),
                random.nextLong());
    GenerationRequest request =
        golden.request(
            random.nextBoolean() ? golden.prompt : golden.longerPrompt(random),
            random.nextInt(golden.decoder.adapters()),
            1 + random.nextInt(60),
            sampling);
    return new Case(request, random.nextInt(5) == 0 ? 1 + random.nextInt(5) : Integer.MAX_VALUE);
  }

  /** One after another, each the only row, prompts read whole. */
  private static List<String> alone(List<Case> cases) {
    GenerationSettings one = new GenerationSettings(1, 1, 1, 64 << 20, TEXTS, 1, 0, 0);
    List<String> texts = new ArrayList<>();
    ContinuousGenerator generator = golden.generator(one);
    try {
      for (Case each : cases) {
        ReceivedText received = new ReceivedText();
        generator.submit(each.request(), received);
        texts.add(wordsUpToCancel(received, each));
      }
    } finally {
      GoldenTexts.end(generator);
    }
    return texts;
  }

  private static List<String> together(
      List<Case> cases, GenerationSettings settings, Random random) {
    List<ReceivedText> received = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    ContinuousGenerator generator = golden.generator(settings);
    try {
      for (Case each : cases) {
        received.add(submit(generator, each));
        if (random.nextInt(4) == 0) {
          // Somewhere between two tokens of those that run.
          received.get(random.nextInt(received.size())).awaitPieceOrEnd(random.nextInt(8));
        }
      }
      for (int i = 0; i < cases.size(); i++) {
        texts.add(wordsUpToCancel(received.get(i), cases.get(i)));
      }
    } finally {
      GoldenTexts.end(generator);
    }
    return texts;
  }

  private static ReceivedText submit(ContinuousGenerator generator, Case each) {
    AtomicBoolean cancelled = new AtomicBoolean();
    ReceivedText received =
        new ReceivedText(text -> cancelled.set(text.pieces().size() >= each.cancelAfterPieces()));
    Ticket ticket = new Ticket(Lane.ROUTINE, Ticket.NO_DEADLINE, cancelled::get, 0);
    generator.submit(GoldenTexts.with(each.request(), ticket), received);
    return received;
  }

  /** Pieces alone, as those of a cancelled text end somewhere. */
  private static String wordsUpToCancel(ReceivedText received, Case each) {
    received.awaitEnd();
    List<String> pieces = received.pieces();
    return String.join("", pieces.subList(0, Math.min(pieces.size(), each.cancelAfterPieces())));
  }
}
