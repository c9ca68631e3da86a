package dev.dermstream.loadtest.guide;

import dev.dermstream.node.adapter.AdapterLease;
import dev.dermstream.node.adapter.AdapterSettings;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.EngineStack;
import dev.dermstream.node.generate.GenerationSettings;
import dev.dermstream.node.generate.SamplingParameters;
import dev.dermstream.node.generate.TokenGuide;
import dev.dermstream.node.guide.FormGuide;
import dev.dermstream.node.guide.GuideCompiler;
import dev.dermstream.node.guide.GuideConfig;
import dev.dermstream.node.guide.GuidedForm;
import dev.dermstream.node.guide.TokenBytes;
import dev.dermstream.node.image.DecodeOutcome;
import dev.dermstream.node.image.ImageConfig;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.image.JpegDecoderChoice;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.Language;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Guided beside unguided generation on the demonstration release, in one run and in turns, and the
 * cost of a mask for its vocabulary and for one of 150,000 tokens.
 */
public final class GuidedSpeed {
  private static final long CACHE_BYTES = 64 << 20;
  private static final int PREFILL_TOKENS = 1024;
  private static final int MOST_PIXELS = 10_000_000;
  private static final int WARM_UP = 20;
  private static final int TEXTS = 100;
  private static final int LARGE_VOCABULARY = 150_000;
  private static final int END = 0;
  private static final int MASKED_TOKENS = 200;
  private static final int MASKED_TEXTS = 40;
  private static final long SEED = 7;
  private static final double NANOS = 1e9;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Language LANGUAGE = Language.LANGUAGE_ENGLISH;

  private final PrintStream out = System.out;

  private GuidedSpeed() {}

  /** Prints the figures. */
  public static void main(String[] arguments) throws IOException {
    Path home = Path.of(System.getProperty("dermstream.home", "."));
    Release release = Release.load(home.resolve("releases/demonstration"));
    EngineStack.call(() -> {
      new GuidedSpeed().run(release, home.resolve("samples/nevus-01.jpg"));
      return 0;
    });
  }

  private void run(Release release, Path sample) throws IOException {
    Profile profile = release.profile("").orElseThrow();
    try (ServingModel model =
        ServingModel.load(
            release.modelDirectory(),
            new EngineConfig(1),
            new GuideConfig(true),
            new GenerationSettings(1, 1, 1, CACHE_BYTES, 1, PREFILL_TOKENS, CACHE_BYTES, 0),
            new AdapterSettings(1, 1024))) {
      model.requireServable(profile);
      compare(model, profile, Files.readAllBytes(sample));
    }
    TokenBytes small = TokenBytes.read(release.modelDirectory().resolve("tokenizer.json"));
    mask("demonstration", small, profile);
    mask("synthetic", SyntheticVocabulary.of(LARGE_VOCABULARY, SEED), profile);
  }

  private void compare(ServingModel model, Profile profile, byte[] file) throws IOException {
    EncodedImage image = encode(model, file);
    AdapterLease adapter = model.adapters().acquire(profile);
    long[] prompt = model.prompt(profile, profile.promptEnglish());
    Spent free = new Spent();
    Spent guided = new Spent();
    for (int text = -WARM_UP; text < TEXTS; text++) {
      // Who goes first changes, so that what the machine does meanwhile falls on both.
      boolean guidedFirst = text % 2 == 0;
      Spent first = guidedFirst ? guided : free;
      Spent second = guidedFirst ? free : guided;
      write(model, profile, prompt, image, adapter, guidedFirst, first, text);
      write(model, profile, prompt, image, adapter, !guidedFirst, second, text);
    }
    out.printf(
        Locale.ROOT,
        "generation by the clock: unguided %.0f tokens/s, guided %.0f tokens/s, ratio %.3f%n",
        1 / median(free.clock),
        1 / median(guided.clock),
        median(free.clock) / median(guided.clock));
    out.printf(
        Locale.ROOT,
        "generation by processor time: unguided %.0f tokens/s, guided %.0f tokens/s, ratio %.3f"
            + " (medians of %d texts)%n",
        1 / median(free.processor),
        1 / median(guided.processor),
        median(free.processor) / median(guided.processor),
        TEXTS);
  }

  /** Seconds per token of every text, by the clock and of the writing thread's processor. */
  private static final class Spent {
    final double[] clock = new double[TEXTS];
    final double[] processor = new double[TEXTS];
  }

  private static void write(
      ServingModel model,
      Profile profile,
      long[] prompt,
      EncodedImage image,
      AdapterLease adapter,
      boolean guided,
      Spent spent,
      int text) {
    @Nullable TokenGuide guide = guided ? model.guide(profile, LANGUAGE).orElseThrow() : null;
    WrittenText written = new WrittenText();
    long writer = writer();
    long clock = System.nanoTime();
    long processor = THREADS.getThreadCpuTime(writer);
    model.write(
        profile,
        adapter,
        prompt,
        image,
        SamplingParameters.GREEDY,
        guide,
        Ticket.lasting(Lane.ROUTINE, 0),
        written);
    int tokens = written.await().tokens();
    if (text >= 0) {
      spent.processor[text] = (THREADS.getThreadCpuTime(writer) - processor) / NANOS / tokens;
      spent.clock[text] = (System.nanoTime() - clock) / NANOS / tokens;
    }
  }

  /** The thread of the only loop. */
  private static long writer() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("generate-0"))
        .mapToLong(Thread::threadId)
        .findAny()
        .orElseThrow();
  }

  private static EncodedImage encode(ServingModel model, byte[] file) throws IOException {
    ImageConfig config = new ImageConfig(MOST_PIXELS, MOST_PIXELS, JpegDecoderChoice.JDK, false);
    try (ImageDecoder decoder = ImageDecoder.open(config)) {
      if (decoder.decode(file) instanceof DecodeOutcome.Decoded decoded) {
        try (decoded) {
          return model.encode(List.of(model.preprocess(decoded.image()))).getFirst();
        }
      }
    }
    throw new IllegalArgumentException("the sample is no picture");
  }

  private void mask(String name, TokenBytes vocabulary, Profile profile) throws IOException {
    long start = System.nanoTime();
    GuideCompiler compiler = new GuideCompiler(vocabulary, Set.of(END));
    long read = System.nanoTime();
    GuidedForm form = compiler.compile(profile, LANGUAGE);
    long compiled = System.nanoTime();
    double[] nanos = new double[MASKED_TEXTS];
    for (int text = -MASKED_TEXTS; text < MASKED_TEXTS; text++) {
      double cost = nanosPerMask(form, vocabulary.size(), new SplittableRandom(SEED + text));
      if (text >= 0) {
        nanos[text] = cost;
      }
    }
    out.printf(
        Locale.ROOT,
        "%s, %d tokens: trie %.0f ms, %s compiled in %.0f ms to %d states of %.1f MiB;"
            + " %.0f ns per token to mask and accept (median)%n",
        name,
        vocabulary.size(),
        (read - start) / 1e6,
        profile.outputForm(),
        (compiled - read) / 1e6,
        form.states(),
        form.bytes() / (double) (1 << 20),
        median(nanos));
  }

  /** Over one text of a model that likes one token as much as another. */
  private static double nanosPerMask(GuidedForm form, int vocabSize, SplittableRandom random) {
    FormGuide guide = form.begin();
    float[] scores = new float[vocabSize];
    for (int id = 0; id < vocabSize; id++) {
      scores[id] = (float) random.nextDouble();
    }
    float[] logits = new float[vocabSize];
    long nanos = 0;
    int tokens = 0;
    while (tokens < MASKED_TOKENS) {
      System.arraycopy(scores, 0, logits, 0, vocabSize);
      long start = System.nanoTime();
      guide.mask(logits, MASKED_TOKENS - tokens);
      nanos += System.nanoTime() - start;
      int token = next(logits, random.nextInt(vocabSize));
      if (token == END) {
        break;
      }
      start = System.nanoTime();
      guide.accept(token);
      nanos += System.nanoTime() - start;
      tokens++;
    }
    return (double) nanos / tokens;
  }

  /** The first token from a place on that may come. */
  private static int next(float[] logits, int place) {
    int id = place;
    while (logits[id] == Float.NEGATIVE_INFINITY) {
      id = (id + 1) % logits.length;
    }
    return id;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
