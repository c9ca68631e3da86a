package dev.dermstream.loadtest.bare;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.dermstream.peer.tuned.ImageScorer;
import java.io.IOException;
import java.util.List;

/** From JPEG bytes to scores, one picture after the other. */
final class PictureWork implements Work {
  private final ImageScorer scorer;
  private final List<byte[]> pictures;
  private int next;

  PictureWork(OrtEnvironment environment, OrtSession session, List<byte[]> pictures)
      throws OrtException {
    scorer = new ImageScorer(environment, session);
    this.pictures = pictures;
  }

  @Override
  public int run() throws OrtException, IOException {
    scorer.score(pictures.get(next++ % pictures.size()));
    return 1;
  }

  @Override
  public void close() {
    scorer.close();
  }
}
