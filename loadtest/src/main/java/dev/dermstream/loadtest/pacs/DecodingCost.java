package dev.dermstream.loadtest.pacs;

import dev.dermstream.loadtest.table.Medians;
import dev.dermstream.node.image.DecodeOutcome;
import dev.dermstream.node.image.ImageConfig;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.image.JpegDecoderChoice;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Processor time from a DICOM file to RGB. The node's decoder runs on one warm thread. DCMTK's
 * {@code dcmj2pnm} is a process for each file; the same calls for a picture of 16 x 16 pixels cost
 * the start of the process and its dictionary, and are taken off.
 */
final class DecodingCost {
  /** The node's defaults. */
  private static final ImageConfig IMAGES =
      new ImageConfig(50_000_000, 60_000_000, JpegDecoderChoice.AUTO, false);

  /** Decoded before anything is measured. */
  private static final int WARM_UP = 2_000;

  private static final int SMALL = 16;

  /** User and system time of the children, the second line of the shell's {@code times}. */
  private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s\\s*$");

  private final PhotographObjects objects;
  private final Options options;
  private final Path work;

  /** Milliseconds for an object. */
  private record Turn(double ours, double dcmtk, double start) {}

  DecodingCost(PhotographObjects objects, Options options, Path work) {
    this.objects = objects;
    this.options = options;
    this.work = work;
  }

  /** Markdown. */
  String run() throws IOException, InterruptedException {
    int count = Math.min(options.objects(), 100);
    Path folder = objects.write(work.resolve("decoded"), 1, count).getFirst();
    Path small =
        new PhotographObjects(Photographs.ofSize(objects.photograph(0), SMALL, SMALL), SMALL, SMALL)
            .write(work.resolve("small"), 1, count)
            .getFirst();
    List<byte[]> files = read(folder);
    List<Turn> turns = new ArrayList<>();
    try (ImageDecoder decoder = ImageDecoder.open(IMAGES)) {
      decode(decoder, files, WARM_UP);
      for (int round = 0; round < options.rounds(); round++) {
        double start = dcmtk(small) / count;
        turns.add(
            new Turn(decode(decoder, files, count) / count, dcmtk(folder) / count - start, start));
      }
    }
    return """

    | from file to RGB | CPU ms an object | beside dcmj2pnm |
    |---|---:|---:|
    | node's decoder | %.2f | %.2f |
    | dcmj2pnm, without its start of %.1f ms | %.2f | 1 |
    """
        .formatted(
            Medians.of(turns, Turn::ours),
            Medians.of(turns, turn -> turn.ours() / turn.dcmtk()),
            Medians.of(turns, Turn::start),
            Medians.of(turns, Turn::dcmtk));
  }

  private static List<byte[]> read(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<byte[]> read = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        read.add(Files.readAllBytes(file));
      }
      return read;
    }
  }

  /** Milliseconds of processor time of this thread. */
  private static double decode(ImageDecoder decoder, List<byte[]> files, int count)
      throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < count; i++) {
      switch (decoder.decode(files.get(i % files.size()))) {
        case DecodeOutcome.Decoded decoded -> decoded.close();
        case DecodeOutcome.Refused refused -> throw new IOException(refused.sentence());
      }
    }
    return (threads.getCurrentThreadCpuTime() - begin) / 1e6;
  }

  /** Milliseconds of processor time of all its processes. */
  private static double dcmtk(Path folder) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder(
                List.of(
                    "bash",
                    "-c",
                    "for file in \"$1\"/*; do dcmj2pnm \"$file\" /dev/null || exit; done; times",
                    "dcmj2pnm",
                    folder.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    Matcher times = TIMES.matcher(said);
    if (shell.waitFor() != 0 || !times.find()) {
      throw new IOException("dcmj2pnm failed: " + said);
    }
    double user = 60 * Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(2));
    double system = 60 * Double.parseDouble(times.group(3)) + Double.parseDouble(times.group(4));
    return 1e3 * (user + system);
  }
}
