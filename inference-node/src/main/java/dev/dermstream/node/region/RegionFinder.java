package dev.dermstream.node.region;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.LesionScores;
import dev.dermstream.node.engine.OnnxRegionGraph;
import dev.dermstream.node.health.EngineRuns;
import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.platform.image.RgbImage;
import java.util.List;

/**
 * Finds the lesions of a picture with the release's graph. The graph sees the whole picture as the
 * trainer prepares pictures: its longer edge brought to twice the graph's side, then stretched to a
 * square of that side, both bilinear, pixels from -1 to 1. Thread-safe; does not own the graph. To
 * be called on threads with room for the engine on their stacks.
 */
public final class RegionFinder {
  private static final int BILINEAR = 2;
  private static final double HALF = 0.5;

  /** Detail that is kept until the step that squares a picture. */
  private static final int OVERSIZE = 2;

  private final OnnxRegionGraph graph;
  private final EngineRuns runs;
  private final ImagePreprocessor preprocessor;

  /**
   * @param runs notes every run of the graph
   */
  public RegionFinder(OnnxRegionGraph graph, EngineRuns runs) {
    this.graph = graph;
    this.runs = runs;
    this.preprocessor = ImagePreprocessor.of(squaring(graph.side()));
  }

  private static JsonObject squaring(int side) {
    JsonArray halves = new JsonArray();
    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
      halves.add(HALF);
    }
    JsonObject json = new JsonObject();
    json.add("size", longestEdge(OVERSIZE * side));
    json.add("max_image_size", longestEdge(side));
    json.addProperty("resample", BILINEAR);
    json.add("image_mean", halves);
    json.add("image_std", halves);
    return json;
  }

  private static JsonObject longestEdge(int pixels) {
    JsonObject edge = new JsonObject();
    edge.addProperty("longest_edge", pixels);
    return edge;
  }

  /**
   * The regions of a picture, best first; at least one.
   *
   * @throws ServiceException ENGINE_FAILED if the graph's scores are not numbers
   */
  public List<Region> find(RgbImage picture, RegionConfig config) {
    PixelValues pixels = preprocessor.apply(picture);
    LesionScores scores = runs.run(() -> graph.run(pixels));
    for (float logit : scores.logits()) {
      if (Float.isNaN(logit)) {
        throw new ServiceException(
            ErrorCode.ENGINE_FAILED, "The region finder's scores are not numbers; try again.");
      }
    }
    return Regions.of(
        ProbabilityMap.ofLogits(scores.logits(), scores.width(), scores.height()),
        picture.width(),
        picture.height(),
        config);
  }
}
