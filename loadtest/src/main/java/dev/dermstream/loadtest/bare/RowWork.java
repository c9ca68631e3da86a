package dev.dermstream.loadtest.bare;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.dermstream.loadtest.model.GeneratedRepository;
import dev.dermstream.peer.tuned.RowScorer;
import java.nio.FloatBuffer;

/** The matrix model on the same rows again and again, buffers kept. */
final class RowWork implements Work {
  private final RowScorer scorer;
  private final int batch;

  RowWork(OrtEnvironment environment, OrtSession session, int batch) throws OrtException {
    this.batch = batch;
    scorer = new RowScorer(environment, session, batch);
    scorer.values().asFloatBuffer().put(GeneratedRepository.rows(batch));
  }

  FloatBuffer scores() throws OrtException {
    return scorer.score();
  }

  @Override
  public int run() throws OrtException {
    scores();
    return batch;
  }

  @Override
  public void close() {
    scorer.close();
  }
}
