package dev.dermstream.loadtest.generation;

import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.ModelConfig;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.OnnxImageEncoder;
import dev.dermstream.node.engine.OnnxTextDecoder;
import dev.dermstream.node.generate.GenerationRequest;
import dev.dermstream.node.generate.PromptEmbeddings;
import dev.dermstream.node.generate.PromptTokenizer;
import dev.dermstream.node.generate.SamplingParameters;
import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The work that all sides do: one prompt of the release's default profile about as many different
 * pictures as there are streams, and a fixed number of tokens.
 *
 * @param prompt tokens with image tokens
 * @param tokens of every answer
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over without a copy; compared nowhere.
record Streams(long[] prompt, List<EncodedImage> images, int tokens) {
  private static final long SEED = 20261121;

  static Streams make(
      Release release, ModelDirectory model, PromptTokenizer tokenizer, int count, int tokens)
      throws IOException {
    ImagePreprocessor preprocessor = ImagePreprocessor.read(model.preprocessor());
    Random random = new Random(SEED);
    List<EncodedImage> images = new ArrayList<>();
    try (OnnxImageEncoder encoder = OnnxImageEncoder.load(model, new EngineConfig(1))) {
      for (int i = 0; i < count; i++) {
        byte[] rgb = new byte[64 * 64 * RgbImage.CHANNELS];
        random.nextBytes(rgb);
        images.add(encoder.encode(preprocessor.apply(new RgbImage(64, 64, rgb))));
      }
    }
    Profile profile = release.profile("").orElseThrow();
    long[] prompt =
        tokenizer.prompt(
            profile.promptTemplate(), profile.promptEnglish(), images.getFirst().tokens());
    return new Streams(prompt, images, tokens);
  }

  /** The model's configuration without end tokens, so that every text has its full length. */
  static ModelConfig endless(ModelConfig config) {
    return new ModelConfig(
        config.imageTokenId(),
        Set.of(),
        config.contextTokens(),
        config.keyValueHeads(),
        config.headDimension());
  }

  int count() {
    return images.size();
  }

  GenerationRequest request(int stream, int adapterId) {
    return new GenerationRequest(
        prompt,
        0,
        images.get(stream),
        adapterId,
        "",
        tokens,
        SamplingParameters.GREEDY,
        null,
        Ticket.lasting(Lane.ROUTINE, 0));
  }

  /** Embeddings of all prompts, {@code [streams, prompt, hidden]}. */
  float[] embeddings(OnnxTextDecoder decoder, int imageTokenId) {
    float[][] rows = new float[count()][];
    Arrays.setAll(
        rows, i -> PromptEmbeddings.of(decoder, prompt, imageTokenId, images.get(i).features()));
    float[] all = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * rows[i].length, rows[i].length);
    }
    return all;
  }
}
