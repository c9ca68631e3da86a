package dev.dermstream.trainer.recipe;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows how far one part of a recipe is: a bar for people, a line now and then for logs. */
public final class Progress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
  private static final int LINES = 20;
  private static final int REFRESH_MILLIS = 500;

  private final String task;
  private final int total;
  private final ProgressBar bar;
  private int done;
  private double lossSum;
  private int losses;

  /** Of so many parts. */
  public Progress(String task, int total) {
    this.task = task;
    this.total = total;
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .build();
  }

  /** From any thread. */
  public synchronized void step(int count) {
    done += count;
    bar.stepBy(count);
  }

  /** One part. */
  public void step() {
    step(1);
  }

  /** A step of training; the bar shows the mean loss since the last line. */
  public void step(double loss) {
    step();
    lossSum += loss;
    losses++;
    if (done % Math.max(1, total / LINES) == 0) {
      String mean = String.format(Locale.ROOT, "loss %.4f", lossSum / losses);
      bar.setExtraMessage(mean);
      LOG.info("{}: {} of {}, {}", task, done, total, mean);
      lossSum = 0;
      losses = 0;
    }
  }

  @Override
  public void close() {
    bar.close();
  }
}
