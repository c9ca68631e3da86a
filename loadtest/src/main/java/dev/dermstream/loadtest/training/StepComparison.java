package dev.dermstream.loadtest.training;

import dev.dermstream.loadtest.table.Medians;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The same training step by the trainer and by PyTorch's C++ interface, in turns. */
final class StepComparison {
  private static final String TRAINER = "trainer (DJL)";

  /** Relative; the contestants sum in another order, and AdamW's first steps carry it on. */
  private static final double LOSS_TOLERANCE = 2e-3;

  private final Options options;
  private final Path work;
  private final Optional<Libtorch> peer;

  StepComparison(Options options, Path work, Optional<Libtorch> peer) {
    this.options = options;
    this.work = work;
    this.peer = peer;
  }

  /**
   * The table.
   *
   * @throws IOException if a contestant fails, or comes to other losses than the trainer
   */
  String run() throws IOException, InterruptedException {
    StringBuilder table =
        new StringBuilder(
            """
            | model | contestant | PyTorch | product of 1024 x 1024, GFLOP/s | step ms | of it optimizer ms | images/s | tokens/s | trainer's time over its |
            |---|---|---|---:|---:|---:|---:|---:|---:|
            """);
    for (String name : List.of("demonstration", "larger")) {
      compare(SpeedCase.named(name), table);
    }
    return table.toString();
  }

  private void compare(SpeedCase speedCase, StringBuilder table)
      throws IOException, InterruptedException {
    Map<String, List<String>> commands = commands(speedCase);
    Map<String, List<Turn>> turns = new LinkedHashMap<>();
    for (int round = 0; round < options.rounds(); round++) {
      for (Map.Entry<String, List<String>> contestant : commands.entrySet()) {
        turns
            .computeIfAbsent(contestant.getKey(), name -> new ArrayList<>())
            .add(Turn.of(contestant.getValue(), work));
      }
    }
    List<Turn> own = Objects.requireNonNull(turns.get(TRAINER));
    for (Map.Entry<String, List<Turn>> contestant : turns.entrySet()) {
      requireSameLosses(contestant.getKey(), own.getFirst(), contestant.getValue().getFirst());
      row(table, speedCase, contestant.getKey(), contestant.getValue(), own);
    }
  }

  private Map<String, List<String>> commands(SpeedCase speedCase) throws IOException {
    int steps = Options.WARMUP + options.steps();
    Map<String, List<String>> commands = new LinkedHashMap<>();
    commands.put(
        TRAINER,
        Turn.java(options.threads(), EagerSteps.class, speedCase.name(), String.valueOf(steps)));
    if (peer.isPresent()) {
      Path data = work.resolve(speedCase.name());
      speedCase.write(data);
      commands.put(
          "C++, the same operations", peer.get().command(data, false, steps, options.threads()));
      commands.put(
          "C++, as PyTorch has them", peer.get().command(data, true, steps, options.threads()));
    }
    return commands;
  }

  private static void requireSameLosses(String name, Turn own, Turn other) throws IOException {
    for (int step = 0; step < own.losses().size(); step++) {
      double wanted = own.losses().get(step);
      double found = other.losses().get(step);
      if (!(Math.abs(found - wanted) <= LOSS_TOLERANCE * Math.abs(wanted))) {
        throw new IOException(
            "%s has loss %s at step %d, the trainer %s: not the same step"
                .formatted(name, found, step, wanted));
      }
    }
  }

  private static void row(
      StringBuilder table, SpeedCase speedCase, String name, List<Turn> turns, List<Turn> own) {
    double seconds = Medians.of(turns, turn -> turn.medianSeconds(Options.WARMUP));
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < turns.size(); round++) {
      ratios.add(
          own.get(round).medianSeconds(Options.WARMUP)
              / turns.get(round).medianSeconds(Options.WARMUP));
    }
    table.append(
        "| %s, %.1f M parameters, batch %d x %d | %s | %s | %.0f | %.1f | %.1f | %.2f | %.0f | %.3f |%n"
            .formatted(
                speedCase.name(),
                speedCase.parameters() / 1e6,
                speedCase.batch(),
                speedCase.sequence(),
                name,
                turns.getFirst().fact("version"),
                Medians.of(turns, turn -> turn.number("gigaflops")),
                seconds * 1e3,
                Medians.of(turns, turn -> turn.medianOptimizerSeconds(Options.WARMUP)) * 1e3,
                speedCase.batch() / seconds,
                speedCase.batch() * speedCase.sequence() / seconds,
                Medians.of(ratios, ratio -> ratio)));
  }
}
