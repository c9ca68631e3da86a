package dev.dermstream.command;

import java.io.Console;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A progress bar in the last line of a terminal, below the output that goes on above it. Where
 * output goes into a file or pipe there is no bar.
 */
final class ProgressLine implements AutoCloseable {
  private static final String CLEAR_LINE = "\r\u001B[K";

  private final Object terminal = new Object();
  private final @Nullable ProgressBar bar;

  ProgressLine(String task, int steps) {
    boolean watched = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    this.bar =
        watched
            ? new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setConsumer(new SharedTerminal())
                .build()
            : null;
  }

  /**
   * Runs something that prints whole lines on standard output, without the bar between them, and
   * counts one step.
   */
  void step(Runnable printing) {
    synchronized (terminal) {
      if (bar != null) {
        clear();
        bar.step();
      }
      printing.run();
      System.out.flush();
    }
  }

  private static void clear() {
    System.err.print(CLEAR_LINE);
    System.err.flush();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      clear();
    }
  }

  /**
   * The bar is drawn by a thread of its own; it must not draw into a line that is being printed.
   */
  private final class SharedTerminal extends ConsoleProgressBarConsumer {
    SharedTerminal() {
      super(System.err);
    }

    @Override
    public void accept(String rendered) {
      synchronized (terminal) {
        super.accept(rendered);
      }
    }

    @Override
    public void close() {
      // The line is cleared by the owner; the summary takes its place.
    }
  }
}
