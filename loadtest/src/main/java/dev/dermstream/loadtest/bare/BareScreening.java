package dev.dermstream.loadtest.bare;

import ai.onnxruntime.OrtException;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.loadtest.bare.BareEngine.DecoderShape;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.generate.PromptTokenizer;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;

/**
 * The default profile of a release without a cluster: from the bytes of a file to the words of its
 * report, on the thread that asks. Thread-safe.
 */
public final class BareScreening implements AutoCloseable {
  private final PromptTokenizer tokenizer;
  private final HeldAdapter adapter;
  private final BareEngine engine;
  private final long[] prompt;

  private BareScreening(
      PromptTokenizer tokenizer, HeldAdapter adapter, BareEngine engine, long[] prompt) {
    this.tokenizer = tokenizer;
    this.adapter = adapter;
    this.engine = engine;
    this.prompt = prompt;
  }

  /**
   * Loads model and adapter.
   *
   * @param decoder stays the caller's
   */
  public static BareScreening open(Release release, ImageDecoder decoder)
      throws IOException, OrtException {
    JsonObject config = json(release, "config.json");
    PromptTokenizer tokenizer =
        PromptTokenizer.load(
            release.modelDirectory().resolve("tokenizer.json"),
            config.get("image_token_id").getAsInt());
    Profile profile = release.profile("").orElseThrow();
    HeldAdapter adapter = HeldAdapter.of(ModelDirectory.open(release.modelDirectory()), profile);
    return new BareScreening(
        tokenizer,
        adapter,
        new BareEngine(
            release.modelDirectory(),
            adapter,
            shape(release, config),
            decoder,
            ImagePreprocessor.read(release.modelDirectory().resolve("preprocessor_config.json")),
            1),
        prompt(profile, config, tokenizer));
  }

  private static long[] prompt(Profile profile, JsonObject config, PromptTokenizer tokenizer) {
    JsonObject vision = config.getAsJsonObject("vision_config");
    int side = vision.get("image_size").getAsInt() / vision.get("patch_size").getAsInt();
    int scale = config.get("scale_factor").getAsInt();
    return tokenizer.prompt(
        profile.promptTemplate(), profile.promptEnglish(), (side / scale) * (side / scale));
  }

  private static DecoderShape shape(Release release, JsonObject config) throws IOException {
    JsonObject text = config.getAsJsonObject("text_config");
    JsonElement end = json(release, "generation_config.json").get("eos_token_id");
    Set<Integer> ends = new HashSet<>();
    if (end.isJsonArray()) {
      end.getAsJsonArray().forEach(id -> ends.add(id.getAsInt()));
    } else {
      ends.add(end.getAsInt());
    }
    return new DecoderShape(
        text.get("num_hidden_layers").getAsInt(),
        text.get("num_key_value_heads").getAsInt(),
        text.get("head_dim").getAsInt(),
        config.get("image_token_id").getAsInt(),
        ends,
        release.profile("").orElseThrow().maxNewTokens());
  }

  private static JsonObject json(Release release, String name) throws IOException {
    return JsonParser.parseString(Files.readString(release.modelDirectory().resolve(name)))
        .getAsJsonObject();
  }

  /** Looks at the picture and writes; the tokens are not made into words. */
  public void run(byte[] image) throws OrtException {
    engine.answer(image, prompt);
  }

  /** The report of a picture. */
  public String words(byte[] image) throws OrtException {
    return tokenizer.decode(
        engine.answer(image, prompt).stream().mapToLong(Integer::longValue).toArray());
  }

  @Override
  public void close() throws OrtException {
    try (adapter;
        tokenizer) {
      engine.close();
    }
  }
}
