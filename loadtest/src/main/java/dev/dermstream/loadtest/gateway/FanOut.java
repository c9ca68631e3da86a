package dev.dermstream.loadtest.gateway;

import dev.dermstream.loadtest.load.ClosedLoop;
import dev.dermstream.loadtest.load.LoadResult;
import dev.dermstream.loadtest.process.ServerUnderTest;
import dev.dermstream.loadtest.table.Medians;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Screen over more and more devices, each behind a node of its own, with callers enough for all.
 * Every number of devices has a gateway with its defaults.
 */
final class FanOut {
  private static final List<Integer> DEVICES = List.of(1, 2, 4, 8);
  private static final int SERVICE_MICROS = 10_000;
  private static final int CALLERS_PER_DEVICE = 8;
  private static final double SECOND_MICROS = 1e6;

  private final Options options;
  private final Map<Integer, ByteClient> clients = new LinkedHashMap<>();
  private final Map<Integer, List<LoadResult>> results = new LinkedHashMap<>();

  FanOut(Options options) {
    this.options = options;
  }

  void run(Starter starter, ServerUnderTest index, Doors doors)
      throws IOException, InterruptedException, TimeoutException {
    List<ServerUnderTest> nodes = new ArrayList<>();
    for (int i = 1; i <= DEVICES.getLast(); i++) {
      nodes.add(starter.node("device-" + i, SERVICE_MICROS));
    }
    for (int devices : DEVICES) {
      ServerUnderTest gateway =
          starter.gateway("gateway-" + devices, nodes.subList(0, devices), index, "durable", null);
      clients.put(devices, doors.screen(doors.clear(gateway)));
    }
    try {
      for (int devices : DEVICES) {
        load(devices, true);
      }
      for (int round = 0; round < options.rounds(); round++) {
        for (int devices : DEVICES) {
          results.computeIfAbsent(devices, key -> new ArrayList<>()).add(load(devices, false));
        }
      }
    } finally {
      clients.values().forEach(ByteClient::close);
    }
  }

  private LoadResult load(int devices, boolean warmUp)
      throws InterruptedException, TimeoutException {
    ByteClient client = clients.get(devices);
    if (client == null) {
      throw new IllegalStateException("No gateway for " + devices + " devices");
    }
    return ClosedLoop.run(
        client,
        devices * CALLERS_PER_DEVICE,
        warmUp ? options.warmUp().dividedBy(2) : options.turn());
  }

  long failures() {
    return results.values().stream().flatMap(List::stream).mapToLong(LoadResult::failures).sum();
  }

  String markdown() {
    StringBuilder text =
        new StringBuilder(
            """
            **Fan-out**: Screen, devices of %d ms a picture, %d callers for each:

            | devices | answers/s | of linear | of what the devices can do | p50 ms | p99 ms |
            |---:|---:|---:|---:|---:|---:|
            """
                .formatted(SERVICE_MICROS / 1000, CALLERS_PER_DEVICE));
    double one = rate(DEVICES.getFirst());
    for (int devices : DEVICES) {
      double rate = rate(devices);
      List<LoadResult> turns = results.getOrDefault(devices, List.of());
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %.1f | %.3f | %.3f | %.1f | %.1f |%n",
              devices,
              rate,
              rate / (devices * one),
              rate * SERVICE_MICROS / (devices * SECOND_MICROS),
              Medians.of(turns, turn -> turn.millis(50)),
              Medians.of(turns, turn -> turn.millis(99))));
    }
    return text.append('\n').toString();
  }

  private double rate(int devices) {
    return Medians.of(results.getOrDefault(devices, List.of()), LoadResult::perSecond);
  }
}
