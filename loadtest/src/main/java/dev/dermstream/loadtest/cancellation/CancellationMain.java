package dev.dermstream.loadtest.cancellation;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * {@code loadtest/cancellation [--calls N]}: N calls (200) by each door are given up while the node
 * writes their text. Prints how long the node kept the text, and ends with 1 if the 99th percentile
 * of a door is over {@link #LIMIT_MILLIS}.
 */
public final class CancellationMain {
  static final double LIMIT_MILLIS = 100;

  private static final double NANOS_PER_MILLI = 1e6;
  private static final int WARM_UP = 10;

  private CancellationMain() {}

  public static void main(String[] arguments)
      throws IOException, InterruptedException, TimeoutException {
    int calls = 200;
    if (arguments.length == 2 && arguments[0].equals("--calls")) {
      calls = Integer.parseInt(arguments[1]);
    } else if (arguments.length != 0) {
      throw new IllegalArgumentException("loadtest/cancellation [--calls N]");
    }
    System.exit(measure(calls) ? 0 : 1);
  }

  private static boolean measure(int calls)
      throws IOException, InterruptedException, TimeoutException {
    Path home = Path.of(System.getProperty("dermstream.home", ".")).toAbsolutePath().normalize();
    byte[] image = Files.readAllBytes(home.resolve("samples/nevus-01.jpg"));
    boolean met = true;
    System.out.println("| door | calls | p50 ms | p99 ms | max ms |\n|---|---|---|---|---|");
    try (CancelledCalls calling =
        new CancelledCalls(
            ConfigFactory.parseString("dermstream.gateway.audit.mode = off")
                .withFallback(Configuration.load(null)),
            image)) {
      for (Door door : calling.doors()) {
        calling.giveUp(door, Math.min(WARM_UP, calls));
        Histogram nanos = calling.giveUp(door, calls);
        double p99 = nanos.getValueAtPercentile(99) / NANOS_PER_MILLI;
        System.out.printf(
            "| %s | %d | %.1f | %.1f | %.1f |%n",
            door.name(),
            nanos.getTotalCount(),
            nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
            p99,
            nanos.getMaxValue() / NANOS_PER_MILLI);
        met &= p99 <= LIMIT_MILLIS;
      }
    }
    System.out.printf(
        "CANCEL | every door | %d calls each | p99 %s %.0f ms%n",
        calls, met ? "within" : "NOT within", LIMIT_MILLIS);
    return met;
  }
}
