package dev.dermstream.loadtest.benchmark;

import dev.dermstream.loadtest.bare.BareProcess;
import dev.dermstream.loadtest.bare.LoopResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The ways to run the bare engine that are best on this machine.
 *
 * @param saturated where there is always a next picture
 * @param alone where there is one picture at a time
 */
record BareModes(Mode saturated, Mode alone) {
  private static final Duration TRIAL = Duration.ofSeconds(2);

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

  private static Mode best(BareProcess bare, List<Mode> modes)
      throws IOException, InterruptedException {
    Mode best = modes.getFirst();
    double most = 0;
    for (Mode mode : modes) {
      double perSecond = mode.run(bare, TRIAL).perSecond();
      if (perSecond > most) {
        most = perSecond;
        best = mode;
      }
    }
    return best;
  }

  Mode at(int concurrency) {
    return concurrency == 1 ? alone : saturated;
  }
}
