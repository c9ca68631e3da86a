package dev.dermstream.loadtest.generation;

import ai.onnxruntime.OrtException;
import com.sun.management.OperatingSystemMXBean;
import dev.dermstream.loadtest.bare.HeldAdapter;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.EngineStack;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.OnnxTextDecoder;
import dev.dermstream.node.generate.PromptTokenizer;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.release.Release;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * Tokens per second of many streams: the bare engine in one batch, the node's continuous batching,
 * and one stream after another, from the same prompts to the same words, alternating in one run:
 *
 * <pre>
 * loadtest/generation [--rounds N] [--streams N] [--tokens N]</pre>
 *
 * Prompts are read within the measured time on all sides. The bare loop makes no text of its
 * tokens; the others do, as they must. Ratios are to the faster of the bare loops, round by round.
 */
public final class GenerationComparison {
  private record Options(int rounds, int streams, int tokens) {
    static Options parse(String[] arguments) {
      int rounds = 7;
      int streams = 16;
      int tokens = 200;
      for (int i = 0; i + 1 < arguments.length; i += 2) {
        int value = Integer.parseInt(arguments[i + 1]);
        switch (arguments[i]) {
          case "--rounds" -> rounds = value;
          case "--streams" -> streams = value;
          case "--tokens" -> tokens = value;
          default -> throw new IllegalArgumentException("Unknown option " + arguments[i]);
        }
      }
      return new Options(rounds, streams, tokens);
    }
  }

  /** One way to write all texts. */
  private record Side(String name, boolean bare, Callable<List<String>> work) {}

  /** By the clock, and by the processor time of all threads, which neighbours disturb less. */
  private record Rate(double perSecond, double perCpuSecond) {}

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private GenerationComparison() {}

  public static void main(String[] arguments) throws Exception {
    Options options = Options.parse(arguments);
    Release release =
        Release.load(Path.of(Configuration.load(null).getString("dermstream.release")));
    ModelDirectory model = ModelDirectory.open(release.modelDirectory());
    EngineStack.call(() -> {
      compare(options, release, model);
      return "";
    });
  }

  private static void compare(Options options, Release release, ModelDirectory model)
      throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();
    try (PromptTokenizer tokenizer =
            PromptTokenizer.load(model.tokenizer(), model.config().imageTokenId());
        HeldAdapter adapter = HeldAdapter.of(model, release.profile("").orElseThrow());
        OnnxTextDecoder embedder =
            OnnxTextDecoder.load(model, new EngineConfig(1), adapter.sharedInputs());
        BareBatchedDecoder bareOne = new BareBatchedDecoder(model, adapter, 1);
        BareBatchedDecoder bareAll = new BareBatchedDecoder(model, adapter, processors);
        ServedStreams loops = new ServedStreams(model, adapter, tokenizer, processors, 1);
        ServedStreams threads = new ServedStreams(model, adapter, tokenizer, 1, processors)) {
      Streams streams =
          Streams.make(release, model, tokenizer, options.streams(), options.tokens());
      float[] prompts = streams.embeddings(embedder, model.config().imageTokenId());
      List<Side> sides =
          List.of(
              new Side("bare x1", true, () -> bare(bareOne, tokenizer, streams, prompts)),
              new Side(
                  "bare x" + processors, true, () -> bare(bareAll, tokenizer, streams, prompts)),
              new Side(processors + " loops x1", false, () -> loops.together(streams)),
              new Side("1 loop x" + processors, false, () -> threads.together(streams)),
              new Side("one by one", false, () -> loops.oneAfterAnother(streams)));
      requireSameWords(sides);
      print(options, release, sides);
    }
  }

  /** The texts are decoded after the measured loop has written all of its tokens. */
  private static List<String> bare(
      BareBatchedDecoder decoder, PromptTokenizer tokenizer, Streams streams, float[] prompts)
      throws OrtException {
    long[][] ids =
        decoder.generate(prompts, streams.count(), streams.prompt().length, streams.tokens());
    return Arrays.stream(ids).map(tokenizer::decode).toList();
  }

  /** All sides must have done the same work, or the ratio means nothing. */
  private static void requireSameWords(List<Side> sides) throws Exception {
    List<String> first = sides.getFirst().work().call();
    for (Side side : sides) {
      List<String> texts = side.work().call();
      for (int i = 0; i < first.size(); i++) {
        // Tokens beyond the context's last whole character are held back by the node.
        if (!first.get(i).startsWith(texts.get(i))) {
          throw new IllegalStateException(
              "%s wrote \"%s\", %s \"%s\""
                  .formatted(sides.getFirst().name(), first.get(i), side.name(), texts.get(i)));
        }
      }
    }
  }

  private static void print(Options options, Release release, List<Side> sides) throws Exception {
    System.out.printf(
        "release %s, %d streams of %d tokens, %d processors, JDK %s%n",
        release.id(),
        options.streams(),
        options.tokens(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version());
    System.out.println("tokens/s (tokens per second of processor time)");
    System.out.print("round");
    sides.forEach(side -> System.out.printf("  %15s", side.name()));
    System.out.println();
    List<Rate[]> rounds = new ArrayList<>();
    for (int round = 0; round < options.rounds(); round++) {
      Rate[] rates = new Rate[sides.size()];
      for (int i = 0; i < rates.length; i++) {
        // Another order every round: what runs first finds another machine than what runs last.
        int side = (i + round) % rates.length;
        rates[side] = rate(sides.get(side), options);
      }
      System.out.printf("%5d", round + 1);
      for (Rate rate : rates) {
        System.out.printf(Locale.ROOT, "  %6.0f (%6.0f)", rate.perSecond(), rate.perCpuSecond());
      }
      System.out.println();
      rounds.add(rates);
    }
    printRatios("the best bare loop", sides, rounds, Rate::perSecond);
    printRatios("the best bare loop, by processor time", sides, rounds, Rate::perCpuSecond);
  }

  private static Rate rate(Side side, Options options) throws Exception {
    long startNanos = System.nanoTime();
    long startCpuNanos = SYSTEM.getProcessCpuTime();
    side.work().call();
    double tokens = (double) options.streams() * options.tokens();
    double cpuSeconds = (SYSTEM.getProcessCpuTime() - startCpuNanos) / 1e9;
    return new Rate(tokens / ((System.nanoTime() - startNanos) / 1e9), tokens / cpuSeconds);
  }

  private static void printRatios(
      String what, List<Side> sides, List<Rate[]> rounds, ToDoubleFunction<Rate> figure) {
    for (int side = 0; side < sides.size(); side++) {
      double[] ratios = new double[rounds.size()];
      for (int round = 0; round < ratios.length; round++) {
        Rate[] rates = rounds.get(round);
        double best = 0;
        for (int other = 0; other < rates.length; other++) {
          best = Math.max(best, sides.get(other).bare() ? figure.applyAsDouble(rates[other]) : 0);
        }
        ratios[round] = figure.applyAsDouble(rates[side]) / best;
      }
      Arrays.sort(ratios);
      System.out.printf(
          Locale.ROOT,
          "%-12s of %s: median %.3f (%.3f to %.3f)%n",
          sides.get(side).name(),
          what,
          ratios[ratios.length / 2],
          ratios[0],
          ratios[ratios.length - 1]);
    }
  }
}
