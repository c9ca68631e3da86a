package dev.dermstream.node.generate;

import dev.dermstream.node.TinyModel;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.ModelConfig;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.OnnxImageEncoder;
import dev.dermstream.node.engine.OnnxTextDecoder;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/** The golden model opened for generation: a prompt, an image and a greedy continuation of it. */
final class GoldenTexts implements AutoCloseable {
  static final int GREEDY = 12;

  final ModelConfig config;
  final OnnxTextDecoder decoder;
  final PromptTokenizer tokenizer;
  final EncodedImage image;
  final long[] prompt;
  final long[] continuation;

  GoldenTexts() throws IOException {
    ModelDirectory model = ModelDirectory.open(TinyModel.directory());
    ModelConfig read = model.config();
    // Without an end token, so that only limits end a text.
    config = with(read, Set.of(), read.contextTokens());
    decoder = OnnxTextDecoder.load(model, new EngineConfig(1));
    tokenizer = PromptTokenizer.load(model.tokenizer(), config.imageTokenId());
    try (OnnxImageEncoder encoder = OnnxImageEncoder.load(model, new EngineConfig(1))) {
      float[] pixels = Arrays.copyOf(golden("pixel_values").toFloats(), 3 * 32 * 32);
      image = encoder.encode(new PixelValues(pixels, 32, 32));
    }
    prompt = Arrays.copyOf(golden("input_ids").toLongs(), golden("input_ids").dimension(1));
    continuation = Arrays.copyOf(golden("greedy_ids").toLongs(), GREEDY);
  }

  ModelConfig with(Set<Integer> ends, int contextTokens) {
    return with(config, ends, contextTokens);
  }

  private static ModelConfig with(ModelConfig config, Set<Integer> ends, int contextTokens) {
    return new ModelConfig(
        config.imageTokenId(), ends, contextTokens, config.keyValueHeads(), config.headDimension());
  }

  /** One loop, plenty of room, a guard that catches nothing. */
  static GenerationSettings settings() {
    return new GenerationSettings(1, 1, 16, 64 << 20, 1000, 256, 1 << 20, 0);
  }

  ContinuousGenerator generator(GenerationSettings settings) {
    return new ContinuousGenerator(decoder, tokenizer, config, settings);
  }

  /** Closes a generator and waits for its threads. */
  static void end(ContinuousGenerator generator) {
    generator.close();
    try {
      if (!generator.awaitEnd(Duration.ofSeconds(60))) {
        throw new AssertionError("a loop does not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The golden prompt, greedy, of the base model. */
  GenerationRequest request(int maxNewTokens) {
    return request(prompt, 0, maxNewTokens, SamplingParameters.GREEDY);
  }

  GenerationRequest request(
      long[] tokens, int adapterId, int maxNewTokens, SamplingParameters sampling) {
    int constant = 0;
    while (tokens[constant] != config.imageTokenId()) {
      constant++;
    }
    return new GenerationRequest(
        tokens,
        constant,
        image,
        adapterId,
        adapterId == 0 ? "" : "adapter",
        maxNewTokens,
        sampling,
        null,
        Ticket.lasting(Lane.ROUTINE, 0));
  }

  /** The same with another ticket. */
  static GenerationRequest with(GenerationRequest request, Ticket ticket) {
    return new GenerationRequest(
        request.prompt(),
        request.constantTokens(),
        request.image(),
        request.adapterId(),
        request.adapterDigest(),
        request.maxNewTokens(),
        request.sampling(),
        request.guide(),
        ticket);
  }

  /** The same with a guide. */
  static GenerationRequest with(GenerationRequest request, TokenGuide guide) {
    return new GenerationRequest(
        request.prompt(),
        request.constantTokens(),
        request.image(),
        request.adapterId(),
        request.adapterDigest(),
        request.maxNewTokens(),
        request.sampling(),
        guide,
        request.ticket());
  }

  /** The golden prompt with a few words of any tokens behind it. */
  long[] longerPrompt(Random random) {
    long[] longer = Arrays.copyOf(prompt, prompt.length + random.nextInt(40));
    for (int i = prompt.length; i < longer.length; i++) {
      do {
        longer[i] = random.nextLong(3, 253);
      } while (longer[i] == config.imageTokenId());
    }
    return longer;
  }

  String words(long[] tokens) {
    return tokenizer.decode(tokens).replaceAll("\uFFFD+$", "");
  }

  static List<String> wordsOf(List<ReceivedText> texts) {
    return texts.stream().map(ReceivedText::text).toList();
  }

  private static Tensor golden(String name) {
    return Objects.requireNonNull(TinyModel.expected().get(name), name);
  }

  @Override
  public void close() {
    decoder.close();
    tokenizer.close();
  }
}
