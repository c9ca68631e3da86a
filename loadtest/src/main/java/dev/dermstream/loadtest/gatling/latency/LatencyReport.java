package dev.dermstream.loadtest.gatling.latency;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;

/**
 * Latencies as JSON: for every request name the answers, the failures by status, and percentiles in
 * microseconds.
 */
public final class LatencyReport {
  /** Of the run's folder. */
  public static final String FILE = "latencies.json";

  private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9};

  private LatencyReport() {}

  /**
   * Writes {@value #FILE}.
   *
   * @param facts of the run, which come first: what ran against what
   * @return where it was written
   */
  public static Path write(Path folder, Latencies latencies, JsonObject facts) throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(
        folder.resolve(FILE),
        new GsonBuilder()
                .disableHtmlEscaping()
                .setPrettyPrinting()
                .create()
                .toJson(json(latencies, facts))
            + "\n");
  }

  static JsonObject json(Latencies latencies, JsonObject facts) {
    JsonObject run = facts.deepCopy();
    run.addProperty("unit", "microseconds");
    run.addProperty("slice_seconds", latencies.sliceSeconds());
    JsonArray requests = new JsonArray();
    for (String name : latencies.names()) {
      JsonObject request = request(latencies.of(name));
      JsonArray slices = new JsonArray();
      latencies.slices(name).forEach(slice -> slices.add(slice(slice)));
      request.add("slices", slices);
      JsonObject named = new JsonObject();
      named.addProperty("name", name);
      request.asMap().forEach(named::add);
      requests.add(named);
    }
    run.add("requests", requests);
    return run;
  }

  private static JsonObject request(RequestLatency latency) {
    JsonObject request = new JsonObject();
    request.addProperty("answered", latency.answered());
    request.addProperty("failed", latency.failed());
    request.addProperty("answered_per_second", latency.answeredPerSecond());
    JsonObject errors = new JsonObject();
    latency.failures().forEach((code, count) -> errors.addProperty(code.name(), count));
    request.add("errors", errors);
    request.add("from_due", percentiles(latency.fromDue()));
    request.add("from_send", percentiles(latency.fromSend()));
    if (latency.failed() > 0) {
      request.add("until_failure", percentiles(latency.untilFailure()));
    }
    return request;
  }

  private static JsonObject percentiles(Histogram histogram) {
    JsonObject values = new JsonObject();
    for (double percentile : PERCENTILES) {
      String name = "p" + (percentile % 1 == 0 ? "%.0f" : "%.1f").formatted(percentile);
      values.addProperty(name, histogram.getValueAtPercentile(percentile));
    }
    values.addProperty("max", histogram.getMaxValue());
    values.addProperty("mean", Math.round(histogram.getMean()));
    return values;
  }

  private static JsonObject slice(RequestLatency latency) {
    JsonObject slice = new JsonObject();
    slice.addProperty("answered", latency.answered());
    slice.addProperty("failed", latency.failed());
    slice.addProperty("p50", latency.fromDue().getValueAtPercentile(50));
    slice.addProperty("p99", latency.fromDue().getValueAtPercentile(99));
    return slice;
  }
}
