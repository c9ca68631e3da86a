package dev.dermstream.trainer.recipe;

/** PyTorch's own threads. */
public final class TorchThreads {
  private static final String PROPERTY = "ai.djl.pytorch.num_threads";

  private TorchThreads() {}

  /**
   * Leaves PyTorch one thread, unless something else was said, before its engine starts: {@link
   * GradientWorkers} works on two halves of each batch instead.
   */
  public static void one() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, "1");
    }
  }
}
