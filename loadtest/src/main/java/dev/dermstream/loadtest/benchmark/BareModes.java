package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.bare.BareProcess;
import dev.dermstream.loadtest.bare.LoopResult;
import dev.dermstream.loadtest.table.Medians;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ways to run the bare engine that are best on this machine.
 *
 * @param saturated where there is always a next picture
 * @param alone where there is one picture at a time
 */
record BareModes(Mode saturated, Mode alone) {
  private static final Duration TRIAL = Duration.ofSeconds(1);
  private static final int TRIALS = 3;

  /** Threads that each work on a picture of their own, and threads that share one. */
  record Mode(int workers, int intraOpThreads) {
    LoopResult run(BareProcess bare, Duration time) throws IOException, InterruptedException {
      return bare.pictures(workers, intraOpThreads, time);
    }

    @Override
    public String toString() {
      return workers + " x " + intraOpThreads;
    }
  }

  /** Tries them out. */
  static BareModes choose(BareProcess bare, Duration warmUp)
      throws IOException, InterruptedException {
    int processors = Runtime.getRuntime().availableProcessors();
    Mode wide = new Mode(processors, 1);
    Mode deep = new Mode(1, processors);
    wide.run(bare, warmUp);
    return new BareModes(
        best(bare, List.of(wide, deep)), best(bare, List.of(new Mode(1, 1), deep)));
  }

  /** In turns, because the machine may be busier in one moment than in the next. */
  private static Mode best(BareProcess bare, List<Mode> modes)
      throws IOException, InterruptedException {
    Map<Mode, List<LoopResult>> results = new LinkedHashMap<>();
    for (int trial = 0; trial < TRIALS; trial++) {
      for (Mode mode : modes) {
        results.computeIfAbsent(mode, key -> new ArrayList<>()).add(mode.run(bare, TRIAL));
      }
    }
    return results.entrySet().stream()
        .max(
            Comparator.comparingDouble(
                entry -> Medians.of(entry.getValue(), LoopResult::perSecond)))
        .orElseThrow()
        .getKey();
  }

  Mode at(int concurrency) {
    return concurrency == 1 ? alone : saturated;
  }
}
