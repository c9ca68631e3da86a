package dev.dermstream.node.model;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.EngineStack;
import dev.dermstream.node.engine.EngineStart;
import dev.dermstream.node.engine.ImageEncoder;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.OnnxImageEncoder;
import dev.dermstream.node.engine.OnnxTextDecoder;
import dev.dermstream.node.engine.TextDecoder;
import dev.dermstream.node.generate.GeneratedText;
import dev.dermstream.node.generate.Interruption;
import dev.dermstream.node.generate.PromptTokenizer;
import dev.dermstream.node.generate.TextGenerator;
import dev.dermstream.node.generate.TokenGuide;
import dev.dermstream.node.guide.FormGuide;
import dev.dermstream.node.guide.GuideConfig;
import dev.dermstream.node.guide.ProfileGuides;
import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.v1.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The model of a release, loaded once and shared by all its profiles. Thread-safe; to be closed
 * after its last call has returned.
 */
public final class ServingModel implements AutoCloseable {
  private final ImagePreprocessor preprocessor;
  private final ImageEncoder encoder;
  private final TextDecoder decoder;
  private final PromptTokenizer tokenizer;
  private final TextGenerator generator;
  private final ProfileGuides guides;
  private final String engine;
  private final int imageTokens;

  private ServingModel(
      ImagePreprocessor preprocessor,
      OnnxImageEncoder encoder,
      TextDecoder decoder,
      PromptTokenizer tokenizer,
      TextGenerator generator,
      ProfileGuides guides) {
    this.preprocessor = preprocessor;
    this.encoder = encoder;
    this.engine = encoder.engine();
    this.decoder = decoder;
    this.tokenizer = tokenizer;
    this.generator = generator;
    this.guides = guides;
    this.imageTokens = encodeTrialPicture().tokens();
  }

  /**
   * Loads a model directory and encodes one picture with it, so that what does not fit together
   * fails here and not in a request.
   *
   * @throws IOException if a file is missing or cannot be used; it is named
   */
  public static ServingModel load(Path directory, EngineConfig config, GuideConfig guide)
      throws IOException {
    return EngineStart.start(
        "The release's model",
        config,
        settled -> EngineStack.call(() -> loadHere(directory, settled, guide)));
  }

  private static ServingModel loadHere(Path directory, EngineConfig config, GuideConfig guide)
      throws IOException {
    ModelDirectory files = ModelDirectory.open(directory);
    Opened opened = new Opened();
    try {
      ImagePreprocessor preprocessor = ImagePreprocessor.read(files.preprocessor());
      OnnxImageEncoder encoder = opened.add(OnnxImageEncoder.load(files, config));
      TextDecoder decoder = opened.add(OnnxTextDecoder.load(files, config));
      PromptTokenizer tokenizer =
          opened.add(PromptTokenizer.load(files.tokenizer(), files.config().imageTokenId()));
      TextGenerator generator = new TextGenerator(decoder, tokenizer, files.config());
      ProfileGuides guides =
          ProfileGuides.of(guide, files.tokenizer(), files.config().endTokenIds());
      ServingModel model =
          new ServingModel(preprocessor, encoder, decoder, tokenizer, generator, guides);
      opened.keep();
      return model;
    } catch (RuntimeException e) {
      throw new IOException(directory + ": the model does not run: " + e.getMessage(), e);
    } finally {
      opened.closeUnlessKept();
    }
  }

  /** What runs the model, for example {@code OnnxRuntime 1.29.0 cpu}. */
  public String engine() {
    return engine;
  }

  /**
   * Tries a profile out: its adapter exists, its prompts can be read and its reports be written.
   * Reports are held to their output form from now on.
   *
   * @throws IOException if the model cannot serve it; the message says why
   */
  public void requireServable(Profile profile) throws IOException {
    if (profile.adapterId() >= decoder.adapters()) {
      throw new IOException(
          "profile %s: the model has no adapter %d".formatted(profile.name(), profile.adapterId()));
    }
    try {
      int english = generator.requireRoom(prompt(profile, profile.promptEnglish()));
      int korean = generator.requireRoom(prompt(profile, profile.promptKorean()));
      guides.add(profile, Math.min(english, korean));
    } catch (ServiceException | IllegalStateException e) {
      throw new IOException("profile %s: %s".formatted(profile.name(), e.getMessage()), e);
    }
  }

  /**
   * Pixel values of a picture.
   *
   * @throws IllegalArgumentException if no such picture can be brought to the model's size
   */
  public PixelValues preprocess(RgbImage image) {
    return preprocessor.apply(image);
  }

  /** Embedding and features of a picture. */
  public EncodedImage encode(PixelValues pixels) {
    return encoder.encode(pixels);
  }

  /**
   * Tokens of a profile's prompt around a text.
   *
   * @throws ServiceException INVALID_INPUT if the text spells a reserved token or is too long for
   *     the model's context
   */
  public long[] prompt(Profile profile, String text) {
    long[] prompt = tokenizer.prompt(profile.promptTemplate(), text, imageTokens);
    generator.requireRoom(prompt);
    return prompt;
  }

  /** A guide for one report of a profile; empty if its reports are free text. */
  public Optional<FormGuide> guide(Profile profile, Language language) {
    return guides.begin(profile, language);
  }

  /** Writes the answer to a prompt about an image; see {@link TextGenerator#generate}. */
  public GeneratedText generate(
      Profile profile,
      long[] prompt,
      EncodedImage image,
      Interruption interruption,
      @Nullable TokenGuide guide,
      Consumer<String> pieces) {
    return generator.generate(
        prompt, image, profile.adapterId(), profile.maxNewTokens(), interruption, guide, pieces);
  }

  private EncodedImage encodeTrialPicture() {
    byte[] noise = new byte[RgbImage.CHANNELS * 64];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) (i * 37);
    }
    return encoder.encode(preprocessor.apply(new RgbImage(8, 8, noise)));
  }

  @Override
  public void close() {
    encoder.close();
    decoder.close();
    tokenizer.close();
  }
}
