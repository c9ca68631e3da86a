package dev.dermstream.node.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.engine.ModelConfig;
import dev.dermstream.node.health.EngineRuns;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the golden model: its first row's prompt, image and greedy continuation are known. */
class ContinuousGeneratorTest {
  private static final int LONG = 1500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static GoldenTexts golden;

  private final List<ContinuousGenerator> started = new ArrayList<>();

  @BeforeAll
  static void load() throws IOException {
    golden = new GoldenTexts();
  }

  @AfterAll
  static void close() {
    golden.close();
  }

  @AfterEach
  void leavesNothingBehind() {
    for (ContinuousGenerator generator : started) {
      GoldenTexts.end(generator);
      assertThat(generator.statistics().running()).isZero();
    }
    assertThat(golden.decoder.heldBytes()).isZero();
  }

  @Test
  void writesTheGoldenContinuation() {
    ReceivedText received = submit(start(), golden.request(GoldenTexts.GREEDY));

    GeneratedText text = received.await();
    assertThat(text.text())
        .isEqualTo(golden.words(golden.continuation))
        .isEqualTo(String.join("", received.pieces()));
    assertThat(text.tokens()).isEqualTo(GoldenTexts.GREEDY);
    assertThat(text.ended()).isFalse();
  }

  @Test
  void endsAtTheEndTokenWithoutSayingIt() {
    int end = (int) golden.continuation[5];
    int first = 0;
    while (golden.continuation[first] != end) {
      first++;
    }

    GeneratedText text =
        submit(start(golden.with(Set.of(end), 2048)), golden.request(GoldenTexts.GREEDY)).await();

    assertThat(text.ended()).isTrue();
    assertThat(text.tokens()).isEqualTo(first);
  }

  @Test
  void endsWhereTheContextIsFull() {
    ContinuousGenerator generator = start(golden.with(Set.of(), golden.prompt.length + 3));

    GeneratedText text = submit(generator, golden.request(GoldenTexts.GREEDY)).await();

    assertThat(text.tokens()).isEqualTo(3);
    assertThat(text.ended()).isFalse();
  }

  @Test
  void refusesAPromptThatLeavesNoRoom() {
    ContinuousGenerator generator = start(golden.with(Set.of(), golden.prompt.length));

    assertFails(() -> submit(generator, golden.request(1)), ErrorCode.INVALID_INPUT);
  }

  @Test
  void refusesATextForWhichThereIsNoMemory() {
    long tokens = golden.prompt.length + 9L;
    GenerationSettings small = room(16, 3 * tokens * golden.decoder.tokenBytes());
    ContinuousGenerator generator = start(golden.config, small);

    assertFails(() -> submit(generator, golden.request(10)), ErrorCode.INVALID_INPUT);
    assertThat(submit(generator, golden.request(9)).await().tokens()).isEqualTo(9);
  }

  @Test
  void refusesAnAdapterThatTheModelLacks() {
    GenerationRequest request =
        golden.request(golden.prompt, golden.decoder.adapters(), 1, SamplingParameters.GREEDY);

    assertThatThrownBy(() -> submit(start(), request)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesFeaturesThatDoNotFitTheImageTokens() {
    GenerationRequest right = golden.request(1);
    int hidden = right.image().hiddenSize();
    int tokens = right.image().tokens() + 1;
    EncodedImage other =
        new EncodedImage(right.image().embedding(), new float[tokens * hidden], tokens, hidden);
    GenerationRequest wrong =
        new GenerationRequest(
            right.prompt(),
            right.constantTokens(),
            other,
            0,
            "",
            1,
            right.sampling(),
            null,
            right.ticket());

    assertThatThrownBy(() -> submit(start(), wrong)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCancelledTextLeavesAtTheNextToken() {
    AtomicBoolean cancelled = new AtomicBoolean();
    Ticket ticket = new Ticket(Lane.ROUTINE, Ticket.NO_DEADLINE, cancelled::get, 0);
    ContinuousGenerator generator = start();
    ReceivedText neighbour = submit(generator, golden.request(200));
    ReceivedText text =
        submit(
            generator,
            GoldenTexts.with(golden.request(LONG), ticket),
            received -> cancelled.set(received.pieces().size() >= 3));

    assertFails(text::await, ErrorCode.CANCELLED);
    assertThat(text.pieces()).hasSize(3);
    assertThat(neighbour.await().tokens()).isEqualTo(200);
  }

  @Test
  void aTextWhoseDeadlinePassedCostsNothing() {
    ContinuousGenerator generator = start();
    Ticket expired = new Ticket(Lane.ROUTINE, System.nanoTime() - 1, () -> false, 0);

    ReceivedText text = submit(generator, GoldenTexts.with(golden.request(5), expired));

    assertFails(text::await, ErrorCode.DEADLINE);
    assertThat(generator.statistics().prefillTokens()).isZero();
  }

  @Test
  void aDeadlineEndsATextThatIsBeingWritten() {
    Ticket soon = new Ticket(Lane.ROUTINE, System.nanoTime() + 50_000_000, () -> false, 0);

    assertFails(
        submit(start(), GoldenTexts.with(golden.request(LONG), soon))::await, ErrorCode.DEADLINE);
  }

  @Test
  void whatWaitsIsDroppedOnceNobodyWantsIt() {
    AtomicBoolean cancelled = new AtomicBoolean();
    CountDownLatch unwanted = new CountDownLatch(1);
    CountDownLatch seen = new CountDownLatch(1);
    ReceivedText waiting = new ReceivedText();
    ContinuousGenerator generator = start(golden.config, room(1, 64 << 20));
    ReceivedText running =
        submit(
            generator,
            golden.request(LONG),
            text -> {
              awaitQuietly(unwanted);
              if (waiting.isDone()) {
                awaitQuietly(seen);
              }
            });
    Ticket ticket = new Ticket(Lane.ROUTINE, Ticket.NO_DEADLINE, cancelled::get, 0);
    generator.submit(GoldenTexts.with(golden.request(5), ticket), waiting);

    cancelled.set(true);
    unwanted.countDown();

    assertFails(waiting::await, ErrorCode.CANCELLED);
    assertThat(running.isDone()).isFalse();
    seen.countDown();
  }

  @Test
  void theMostUrgentLaneGoesFirst() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch submitted = new CountDownLatch(1);
    ContinuousGenerator generator = start(golden.config, room(1, 64 << 20));
    ReceivedText first =
        submit(generator, golden.request(GoldenTexts.GREEDY), text -> awaitQuietly(submitted));
    List<ReceivedText> texts = new ArrayList<>();
    for (Lane lane : new Lane[] {Lane.BATCH, Lane.ROUTINE, Lane.STAT}) {
      Ticket ticket = Ticket.lasting(lane, 0);
      texts.add(
          submit(
              generator,
              GoldenTexts.with(golden.request(GoldenTexts.GREEDY), ticket),
              text -> order.add(lane.name())));
    }

    submitted.countDown();

    first.await();
    texts.forEach(ReceivedText::await);
    assertThat(order.stream().distinct()).containsExactly("STAT", "ROUTINE", "BATCH");
  }

  @Test
  void aFullLaneRefusesAndTheOthersDoNot() {
    GenerationSettings one = new GenerationSettings(1, 1, 1, 64 << 20, 1, 256, 0, 0);
    CountDownLatch counted = new CountDownLatch(1);
    ContinuousGenerator generator = start(golden.config, one);
    submit(generator, golden.request(LONG), text -> awaitQuietly(counted));
    await().atMost(PATIENCE).until(() -> generator.statistics().running() == 1);
    submit(generator, golden.request(LONG));

    assertFails(() -> submit(generator, golden.request(LONG)), ErrorCode.OVERLOADED);
    Ticket stat = Ticket.lasting(Lane.STAT, 0);
    submit(generator, GoldenTexts.with(golden.request(LONG), stat));
    assertThat(generator.statistics().waiting()).isEqualTo(2);
    counted.countDown();
  }

  @Test
  void textsWaitWhileTheirCachesHaveNoRoom() {
    long tokens = golden.prompt.length + 100L;
    GenerationSettings two = room(16, 3 * 2 * tokens * golden.decoder.tokenBytes());
    ContinuousGenerator generator = start(golden.config, two);
    List<ReceivedText> texts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      texts.add(
          submit(
              generator,
              golden.request(100),
              text ->
                  assertThat(golden.decoder.heldBytes()).isLessThanOrEqualTo(two.cacheBytes())));
    }

    assertThat(GoldenTexts.wordsOf(texts)).containsOnly(texts.getFirst().text());
    assertThat(generator.statistics().steps()).isGreaterThanOrEqualTo(3 * 99);
  }

  @Test
  void closingEndsWhatRunsAndWhatWaits() throws InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch closed = new CountDownLatch(1);
    ContinuousGenerator generator =
        startHooked(
            room(1, 64 << 20),
            () -> {
              if (begun.incrementAndGet() == 10) {
                awaitQuietly(closed);
              }
            },
            new EngineRuns());
    ReceivedText running = submit(generator, golden.request(LONG));
    ReceivedText waiting = submit(generator, golden.request(LONG));
    await().atMost(PATIENCE).until(() -> begun.get() == 10);
    assertThat(running.pieces()).isNotEmpty();

    generator.close();

    assertFails(running::await, ErrorCode.DRAINING);
    assertFails(waiting::await, ErrorCode.DRAINING);
    assertFails(() -> submit(generator, golden.request(1)), ErrorCode.DRAINING);
    closed.countDown();
    assertThat(generator.awaitEnd(PATIENCE)).isTrue();
  }

  @Test
  void failsEverythingAtOnceWhileTheEngineHangs() {
    CountDownLatch hanging = new CountDownLatch(1);
    AtomicBoolean hangs = new AtomicBoolean();
    EngineRuns runs = new EngineRuns();
    ContinuousGenerator generator =
        startHooked(
            () -> {
              hangs.set(true);
              awaitQuietly(hanging);
            },
            runs);
    ReceivedText running = submit(generator, golden.request(LONG));
    await().atMost(PATIENCE).untilTrue(hangs);
    assertThat(runs.oldestBegunNanos()).isPresent();

    generator.failAll(new ServiceException(ErrorCode.ENGINE_FAILED, "hangs"));

    assertFails(running::await, ErrorCode.ENGINE_FAILED);
    hanging.countDown();
    assertThat(submit(generator, golden.request(GoldenTexts.GREEDY)).text())
        .isEqualTo(golden.words(golden.continuation));
    assertThat(running.calls()).as("calls, the failure alone").isEqualTo(1);
    await().atMost(PATIENCE).until(() -> runs.oldestBegunNanos().isEmpty());
  }

  @Test
  void aFailedRunEndsItsOwnTextsAndTheLoopGoesOn() {
    AtomicInteger runs = new AtomicInteger();
    ContinuousGenerator generator =
        startHooked(() -> {
          if (runs.incrementAndGet() == 5) {
            throw new IllegalStateException("secret of a library");
          }
        });
    ReceivedText broken = submit(generator, golden.request(LONG));

    assertThatThrownBy(broken::await)
        .hasMessageNotContaining("secret")
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_FAILED));
    assertThat(submit(generator, golden.request(GoldenTexts.GREEDY)).text())
        .isEqualTo(golden.words(golden.continuation));
  }

  @Test
  void aListenerThatThrowsEndsItsOwnTextAlone() {
    ContinuousGenerator generator = start();
    ReceivedText throwing =
        submit(
            generator,
            golden.request(GoldenTexts.GREEDY),
            text -> {
              throw new IllegalStateException("listener");
            });
    ReceivedText neighbour = submit(generator, golden.request(GoldenTexts.GREEDY));

    assertFails(throwing::await, ErrorCode.INTERNAL);
    assertThat(neighbour.text()).isEqualTo(golden.words(golden.continuation));
  }

  @Test
  void aGuideChoosesAmongWhatItLeaves() {
    List<Integer> remaining = new ArrayList<>();
    List<Integer> accepted = new ArrayList<>();
    TokenGuide onlyTwo =
        new TokenGuide() {
          @Override
          public void mask(float[] logits, int remainingTokens) {
            remaining.add(remainingTokens);
            for (int id = 0; id < logits.length; id++) {
              logits[id] = id == 40 || id == 41 ? logits[id] : Float.NEGATIVE_INFINITY;
            }
          }

          @Override
          public void accept(int token) {
            accepted.add(token);
          }
        };
    ContinuousGenerator generator = start();
    ReceivedText neighbour = submit(generator, golden.request(GoldenTexts.GREEDY));
    ReceivedText guided = submit(generator, GoldenTexts.with(golden.request(6), onlyTwo));

    assertThat(guided.await().tokens()).isEqualTo(6);
    assertThat(accepted).hasSize(6).containsAnyOf(40, 41).isSubsetOf(40, 41);
    assertThat(remaining).containsExactly(6, 5, 4, 3, 2, 1);
    assertThat(neighbour.text()).isEqualTo(golden.words(golden.continuation));
  }

  @Test
  void aGuidedTextThatRepeatsItselfIsLedToItsClose() {
    int end = 43;
    GenerationSettings guarded = new GenerationSettings(1, 1, 16, 64 << 20, 100, 256, 0, 32);
    ContinuousGenerator generator = start(golden.with(Set.of(end), 2048), guarded);
    TokenGuide repeating =
        new TokenGuide() {
          private int tokens;

          @Override
          public void mask(float[] logits, int remainingTokens) {
            Arrays.fill(logits, Float.NEGATIVE_INFINITY);
            logits[remainingTokens == 1 ? end : 40 + tokens % 3] = 0;
          }

          @Override
          public void accept(int token) {
            tokens++;
          }
        };

    GeneratedText text =
        submit(generator, GoldenTexts.with(golden.request(LONG), repeating)).await();

    assertThat(text.ended()).isTrue();
    assertThat(text.tokens()).isEqualTo(32);
    assertThat(generator.statistics().repetitions()).isEqualTo(1);
  }

  @Test
  void aFreeTextThatRepeatsItselfIsCutAndSaysNothingElseBefore() {
    GenerationSettings guarded = new GenerationSettings(1, 1, 16, 64 << 20, 100, 256, 0, 64);

    GeneratedText cut = submit(start(golden.config, guarded), golden.request(LONG)).await();

    assertThat(cut.tokens()).isLessThan(LONG);
    assertThat(cut.ended()).isFalse();
    assertThat(submit(start(), golden.request(LONG)).text()).startsWith(cut.text());
  }

  private ContinuousGenerator start() {
    return start(golden.config);
  }

  private ContinuousGenerator start(ModelConfig config) {
    return start(config, GoldenTexts.settings());
  }

  private ContinuousGenerator start(ModelConfig config, GenerationSettings settings) {
    return started(new ContinuousGenerator(golden.decoder, golden.tokenizer, config, settings));
  }

  private ContinuousGenerator startHooked(Runnable beforeRun) {
    return startHooked(beforeRun, new EngineRuns());
  }

  private ContinuousGenerator startHooked(Runnable beforeRun, EngineRuns runs) {
    return startHooked(GoldenTexts.settings(), beforeRun, runs);
  }

  private ContinuousGenerator startHooked(
      GenerationSettings settings, Runnable beforeRun, EngineRuns runs) {
    return started(
        new ContinuousGenerator(
            new HookedDecoder(golden.decoder, beforeRun),
            golden.tokenizer,
            golden.config,
            settings,
            runs));
  }

  private ContinuousGenerator started(ContinuousGenerator generator) {
    started.add(generator);
    return generator;
  }

  private static GenerationSettings room(int maxSequences, long cacheBytes) {
    return new GenerationSettings(1, 1, maxSequences, cacheBytes, 100, 256, 0, 0);
  }

  private static ReceivedText submit(ContinuousGenerator generator, GenerationRequest request) {
    return submit(generator, request, text -> {});
  }

  private static ReceivedText submit(
      ContinuousGenerator generator, GenerationRequest request, Consumer<ReceivedText> atPiece) {
    ReceivedText received = new ReceivedText(atPiece);
    generator.submit(request, received);
    return received;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("nobody opened it");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertFails(ThrowingCallable work, ErrorCode code) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
