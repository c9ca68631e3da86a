package dev.dermstream.loadtest;

import ai.onnxruntime.OrtException;
import com.typesafe.config.Config;
import dev.dermstream.loadtest.bare.BareScreening;
import dev.dermstream.node.image.DecodeOutcome;
import dev.dermstream.node.image.ImageConfig;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.image.JpegDecoderChoice;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.Disposition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Images per second of the whole cluster beside a bare ONNX Runtime loop over the same encoder and
 * decoder, from the same file bytes to the same words, alternating in one run:
 *
 * <pre>
 * loadtest/screening [--rounds N] [--images N] [--workers N] [--in-flight N]</pre>
 *
 * The bare loop has a worker for each processor, as the node has; the cluster is asked with twice
 * as many requests in flight, as the command does, so that the node need not wait for the wire. The
 * ratio is the figure that travels; the times are this machine's.
 */
public final class ScreenComparison {
  /** The node's own decoding. */
  private static final ImageConfig IMAGES =
      new ImageConfig(50_000_000, 100_000_000, JpegDecoderChoice.AUTO, false);

  private record Options(int rounds, int images, int workers, int inFlight) {
    static Options parse(String[] arguments) {
      int rounds = 5;
      int images = 24;
      int workers = Runtime.getRuntime().availableProcessors();
      int inFlight = 2 * workers;
      for (int i = 0; i + 1 < arguments.length; i += 2) {
        int value = Integer.parseInt(arguments[i + 1]);
        switch (arguments[i]) {
          case "--rounds" -> rounds = value;
          case "--images" -> images = value;
          case "--workers" -> workers = value;
          case "--in-flight" -> inFlight = value;
          default -> throw new IllegalArgumentException("Unknown option " + arguments[i]);
        }
      }
      return new Options(rounds, images, workers, inFlight);
    }
  }

  /** One image from bytes to words. */
  private interface Work {
    void run(byte[] image) throws Exception;
  }

  private ScreenComparison() {}

  public static void main(String[] arguments) throws Exception {
    Options options = Options.parse(arguments);
    Config config = Configuration.load(null);
    Path home = Path.of(config.getString("dermstream.home"));
    Release release = Release.load(Path.of(config.getString("dermstream.release")));
    List<byte[]> images = jpegs(home.resolve("samples"), options.images());

    try (ServedCluster served = new ServedCluster(config);
        ImageDecoder decoder = ImageDecoder.open(IMAGES);
        BareScreening bare = BareScreening.open(release, decoder)) {
      requireSameWords(served, bare, images.getFirst());
      Work bareWork = bare::run;
      Work servedWork = image -> requireAnswered(served, image);
      measure(bareWork, images, options.workers());
      measure(servedWork, images, options.inFlight());
      print(options, release, bareWork, servedWork, images);
    }
  }

  private static void print(
      Options options, Release release, Work bareWork, Work servedWork, List<byte[]> images)
      throws InterruptedException, ExecutionException {
    System.out.printf(
        "release %s, %d images a round, bare loop with %d workers, cluster with %d requests in flight, %d processors, JDK %s%n",
        release.id(),
        images.size(),
        options.workers(),
        options.inFlight(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version());
    System.out.println("round  bare images/s  screen images/s  screen/bare");
    double[] ratios = new double[options.rounds()];
    for (int round = 0; round < options.rounds(); round++) {
      double bare = measure(bareWork, images, options.workers());
      double screen = measure(servedWork, images, options.inFlight());
      ratios[round] = screen / bare;
      System.out.printf(
          Locale.ROOT, "%5d  %13.2f  %15.2f  %11.3f%n", round + 1, bare, screen, ratios[round]);
    }
    Arrays.sort(ratios);
    System.out.printf(Locale.ROOT, "median ratio %.3f%n", ratios[ratios.length / 2]);
  }

  /** Images per second over one pass. */
  private static double measure(Work work, List<byte[]> images, int workers)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      List<Future<?>> running = new ArrayList<>();
      for (byte[] image : images) {
        running.add(
            executor.submit(() -> {
              work.run(image);
              return null;
            }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    return images.size() / ((System.nanoTime() - start) / 1e9);
  }

  private static void requireAnswered(ServedCluster served, byte[] image) {
    if (served.screen(image).getDisposition() != Disposition.DISPOSITION_ANSWERED) {
      throw new IllegalStateException("An image was not answered; the comparison would be unfair");
    }
  }

  /** Both sides must have done the same work, or the ratio means nothing. */
  private static void requireSameWords(ServedCluster served, BareScreening bare, byte[] image)
      throws OrtException {
    String words = bare.words(image);
    String summary = served.screen(image).getSummary();
    if (summary.isEmpty() || !words.contains(summary)) {
      throw new IllegalStateException(
          "The bare loop wrote \"%s\", the cluster's summary is \"%s\"".formatted(words, summary));
    }
  }

  /** Whole JPEG samples, repeated up to the count. */
  private static List<byte[]> jpegs(Path samples, int count) throws IOException {
    List<byte[]> whole = new ArrayList<>();
    try (ImageDecoder decoder = ImageDecoder.open(IMAGES);
        var files = Files.list(samples)) {
      for (Path file : files.sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (file.toString().endsWith(".jpg")
            && decoder.decode(bytes) instanceof DecodeOutcome.Decoded decoded) {
          decoded.close();
          whole.add(bytes);
        }
      }
    }
    List<byte[]> repeated = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      repeated.add(whole.get(i % whole.size()));
    }
    return repeated;
  }
}
