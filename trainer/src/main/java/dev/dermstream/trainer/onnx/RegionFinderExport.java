package dev.dermstream.trainer.onnx;

import static ai.onnx.proto.OnnxMl.TensorProto.DataType.FLOAT;

import dev.dermstream.trainer.checkpoint.TensorIndex;
import dev.dermstream.trainer.model.Modules;
import dev.dermstream.trainer.model.RegionFinder;
import dev.dermstream.trainer.model.VisionConfig;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the graph of a region finder beside its weights. */
public final class RegionFinderExport {
  public static final String GRAPH = "region_finder.onnx";
  public static final String WEIGHTS = "region_finder.safetensors";

  private RegionFinderExport() {}

  /**
   * Writes {@value #GRAPH}: {@code pixel_values [batch, channels, size, size]}, normalised, to
   * {@code lesion_logits [batch, side, side]}, log odds that a cell lies in a lesion's box.
   *
   * @param directory holds {@value #WEIGHTS}
   */
  public static void write(Path directory, VisionConfig config) throws IOException {
    Graph graph = new Graph("region_finder");
    OnnxOps ops = new OnnxOps(graph);
    TensorIndex weights = TensorIndex.read(directory.resolve(WEIGHTS));
    Modules<Value> modules = new Modules<>(ops, new ExternalWeights(graph, ops, weights));
    long size = config.imageSize();
    Value pixels = graph.input("pixel_values", FLOAT, "batch", config.channels(), size, size);
    Value logits = new RegionFinder<>(modules, config).forward(pixels);
    int side = config.patchesPerSide();
    graph.output("lesion_logits", logits, FLOAT, "batch", side, side);
    graph.write(directory.resolve(GRAPH));
  }
}
