package dev.dermstream.node.engine;

import dev.dermstream.platform.image.PixelValues;
import java.io.IOException;
import java.util.ServiceLoader;

/**
 * Both sides of a model on one engine, each to be closed by the owner.
 *
 * @param engine what runs it, as every answer names it, for example {@code OnnxRuntime 1.29.0 cpu}
 */
public record LoadedModel(String engine, ImageEncoder encoder, TextDecoder decoder) {
  /**
   * Loads a model on the engine of a settled configuration.
   *
   * @param decoderThreads threads that work on one operator of the decoder
   * @param typical a picture as the encoder will get them
   * @param sharedInputs what the decoder is fed beside the rows' own inputs
   * @param otherWork awaited before speeds are compared
   * @throws IOException if it cannot be loaded; nothing stays open then
   */
  public static LoadedModel load(
      ModelDirectory model,
      EngineConfig settled,
      int decoderThreads,
      PixelValues typical,
      SharedInputs sharedInputs,
      OtherWork otherWork)
      throws IOException {
    return switch (settled.choice()) {
      case PYTORCH -> reference(model, settled, sharedInputs);
      case ONNX_RUNTIME -> graphs(model, settled, decoderThreads, typical, sharedInputs, otherWork);
      case TENSORRT ->
          throw new IOException(
              "TensorRT takes graphs of fixed shape; a decoder grows with every token");
      case AUTO -> throw new IllegalArgumentException("auto is not settled");
    };
  }

  private static LoadedModel reference(
      ModelDirectory model, EngineConfig settled, SharedInputs sharedInputs) throws IOException {
    ReferenceEngine engine =
        ServiceLoader.load(ReferenceEngine.class)
            .findFirst()
            .orElseThrow(() ->
                new IOException(
                    "the engine PyTorch is not available in this process: the trainer's eager"
                        + " model is not on its class path"));
    return engine.open(model, settled.intraOpThreads(), sharedInputs);
  }

  /** The decoder first: the encoder's two sessions are compared when all else is done. */
  private static LoadedModel graphs(
      ModelDirectory model,
      EngineConfig settled,
      int decoderThreads,
      PixelValues typical,
      SharedInputs sharedInputs,
      OtherWork otherWork)
      throws IOException {
    OnnxTextDecoder decoder =
        OnnxTextDecoder.load(model, settled.withIntraOpThreads(decoderThreads), sharedInputs);
    boolean whole = false;
    try {
      OnnxImageEncoder encoder = OnnxImageEncoder.load(model, settled, typical, otherWork);
      whole = true;
      return new LoadedModel(encoder.engine(), encoder, decoder);
    } finally {
      if (!whole) {
        decoder.close();
      }
    }
  }
}
