package dev.dermstream.command;

import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.EngineStack;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.OnnxImageEncoder;
import dev.dermstream.node.image.DecodeOutcome;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.server.NodeConfig;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.trainer.dataset.DatasetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Embeds images with the vision encoder of a model directory, as a node does: its decoders, its
 * preprocessing, its encoder. Used by one thread, which must have room for the engine.
 */
final class ModelEmbeddings implements AutoCloseable {
  private final ImageDecoder decoder;
  private final ImagePreprocessor preprocessor;
  private final OnnxImageEncoder encoder;

  private ModelEmbeddings(
      ImageDecoder decoder, ImagePreprocessor preprocessor, OnnxImageEncoder encoder) {
    this.decoder = decoder;
    this.preprocessor = preprocessor;
    this.encoder = encoder;
  }

  /** Work that embeds. */
  @FunctionalInterface
  interface Work<T> {
    T with(ModelEmbeddings embeddings) throws IOException;
  }

  /**
   * Does work with the encoder of a model, on a thread with room for the engine.
   *
   * @throws IOException if the model cannot be loaded, or the work throws it
   */
  static <T> T use(Path model, Work<T> work) throws IOException {
    return EngineStack.call(() -> {
      try (ModelEmbeddings embeddings = open(model)) {
        return work.with(embeddings);
      }
    });
  }

  private static ModelEmbeddings open(Path model) throws IOException {
    ModelDirectory directory = ModelDirectory.open(model);
    ImagePreprocessor preprocessor = ImagePreprocessor.read(directory.preprocessor());
    ImageDecoder decoder = ImageDecoder.open(NodeConfig.from(Configuration.load(null)).image());
    boolean right = false;
    try {
      OnnxImageEncoder encoder =
          OnnxImageEncoder.load(
              directory, new EngineConfig(Runtime.getRuntime().availableProcessors()));
      right = true;
      return new ModelEmbeddings(decoder, preprocessor, encoder);
    } finally {
      if (!right) {
        decoder.close();
      }
    }
  }

  /**
   * Decodes an image as the model takes it.
   *
   * @throws DatasetException with what is wrong with the image
   */
  PixelValues pixels(byte[] image) throws DatasetException {
    return switch (decoder.decode(image)) {
      case DecodeOutcome.Refused refused ->
          throw new DatasetException(refused.code() + ": " + refused.sentence());
      case DecodeOutcome.Decoded decoded -> {
        try (decoded) {
          yield preprocessor.apply(decoded.image());
        }
      }
    };
  }

  /** The embeddings of images, {@code [dimension]} each, of length one. */
  List<float[]> embed(List<PixelValues> images) {
    return encoder.encode(images).stream().map(EncodedImage::embedding).toList();
  }

  @Override
  public void close() {
    encoder.close();
    decoder.close();
  }
}
