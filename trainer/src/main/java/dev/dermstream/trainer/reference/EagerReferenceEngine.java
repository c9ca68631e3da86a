package dev.dermstream.trainer.reference;

import dev.dermstream.node.engine.LoadedModel;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.ReferenceEngine;
import dev.dermstream.node.engine.SharedInputs;
import java.io.IOException;

/**
 * Serves checkpoints by the trainer's eager model. Named in {@code META-INF/services}; linked to
 * nothing of PyTorch until a model is opened, because most processes that find it have none.
 */
public final class EagerReferenceEngine implements ReferenceEngine {
  private static final String ENGINE_CLASS = "ai.djl.pytorch.engine.PtEngine";
  private static final String THREADS = "ai.djl.pytorch.num_threads";

  /** For {@link java.util.ServiceLoader}. */
  public EagerReferenceEngine() {}

  @Override
  public LoadedModel open(ModelDirectory model, int intraOpThreads, SharedInputs sharedInputs)
      throws IOException {
    requirePyTorch();
    if (System.getProperty(THREADS) == null) {
      // Read once, when the engine starts; there is no other way to say it.
      System.setProperty(THREADS, Integer.toString(intraOpThreads));
    }
    return EagerWeights.load(model, sharedInputs).serve();
  }

  private static void requirePyTorch() throws IOException {
    try {
      Class.forName(ENGINE_CLASS, false, EagerReferenceEngine.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IOException(
          "PyTorch is not on the class path of this process;"
              + " DERMSTREAM_ENGINE=PyTorch ./dermstream puts it there",
          e);
    }
  }
}
