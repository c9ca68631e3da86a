package dev.dermstream.node.model;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.adapter.AdapterLease;
import dev.dermstream.node.adapter.AdapterSettings;
import dev.dermstream.node.adapter.ModelAdapters;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.Decoding;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.EngineStack;
import dev.dermstream.node.engine.EngineStart;
import dev.dermstream.node.engine.ImageEncoder;
import dev.dermstream.node.engine.LoadedModel;
import dev.dermstream.node.engine.Logits;
import dev.dermstream.node.engine.ModelConfig;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.OnnxRegionGraph;
import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.engine.TextDecoder;
import dev.dermstream.node.generate.ContinuousGenerator;
import dev.dermstream.node.generate.GenerationListener;
import dev.dermstream.node.generate.GenerationRequest;
import dev.dermstream.node.generate.GenerationSettings;
import dev.dermstream.node.generate.PromptTokenizer;
import dev.dermstream.node.generate.SamplingParameters;
import dev.dermstream.node.generate.TokenGuide;
import dev.dermstream.node.guide.FormGuide;
import dev.dermstream.node.guide.GuideConfig;
import dev.dermstream.node.guide.ProfileGuides;
import dev.dermstream.node.health.EngineRuns;
import dev.dermstream.node.rank.LabelScorer;
import dev.dermstream.node.rank.RankSettings;
import dev.dermstream.node.region.RegionFinder;
import dev.dermstream.platform.image.ImagePreprocessor;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.v1.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model of a release, loaded once and shared by all its profiles. Thread-safe; to be closed
 * after its last call has returned.
 */
public final class ServingModel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServingModel.class);

  /** One token of a batch takes at most seconds; a run that has not ended by then is stuck. */
  private static final Duration LONGEST_RUN = Duration.ofSeconds(60);

  /** One by the reading of a prompt, one by a step. */
  private static final int TRIAL_TOKENS = 2;

  private final ImagePreprocessor preprocessor;
  private final ImageEncoder encoder;
  private final TextDecoder decoder;
  private final ModelConfig config;
  private final PromptTokenizer tokenizer;
  private final ContinuousGenerator generator;
  private final ProfileGuides guides;
  private final ModelAdapters adapters;
  private final Optional<OnnxRegionGraph> regionGraph;
  private final Optional<RegionFinder> regions;
  private final EngineRuns runs;
  private final RunningEngine engine;
  private final PixelValues trialPicture;
  private final int imageTokens;

  private ServingModel(
      ImagePreprocessor preprocessor,
      LoadedModel loaded,
      PixelValues trialPicture,
      ModelConfig config,
      String fallback,
      PromptTokenizer tokenizer,
      ContinuousGenerator generator,
      ProfileGuides guides,
      ModelAdapters adapters,
      Optional<OnnxRegionGraph> regionGraph,
      EngineRuns runs) {
    this.preprocessor = preprocessor;
    this.encoder = loaded.encoder();
    this.engine = new RunningEngine(loaded.engine(), fallback);
    this.decoder = loaded.decoder();
    this.config = config;
    this.tokenizer = tokenizer;
    this.generator = generator;
    this.guides = guides;
    this.adapters = adapters;
    this.regionGraph = regionGraph;
    this.regions = regionGraph.map(graph -> new RegionFinder(graph, runs));
    this.runs = runs;
    this.trialPicture = trialPicture;
    EncodedImage trial = encoder.encode(trialPicture);
    this.imageTokens = trial.tokens();
    decodeTrialToken(trial);
  }

  /**
   * Loads a model directory, encodes one picture with it and decodes one token about it, so that
   * what does not fit together fails here and not in a request.
   *
   * @throws IOException if a file is missing or cannot be used; it is named
   */
  public static ServingModel load(
      Path directory,
      EngineConfig config,
      GuideConfig guide,
      GenerationSettings generation,
      AdapterSettings settings)
      throws IOException {
    return load(
        "The model",
        directory,
        List.of(),
        1,
        config,
        guide,
        generation,
        settings,
        new EngineRuns());
  }

  /**
   * As the other, with what notes the model's runs.
   *
   * @param what the model, for the log
   * @param profiles that will be served, whose output forms are compiled meanwhile
   * @param compilers threads that compile them, 1 or more
   * @param runs of this model alone
   */
  public static ServingModel load(
      String what,
      Path directory,
      Collection<Profile> profiles,
      int compilers,
      EngineConfig config,
      GuideConfig guide,
      GenerationSettings generation,
      AdapterSettings settings,
      EngineRuns runs)
      throws IOException {
    ModelDirectory files = ModelDirectory.open(directory);
    ProfileGuides guides =
        ProfileGuides.of(
            guide, files.tokenizer(), files.config().endTokenIds(), profiles, compilers);
    return EngineStart.start(
        what,
        config,
        settled ->
            EngineStack.call(() -> loadHere(files, guides, settled, generation, settings, runs)));
  }

  private static ServingModel loadHere(
      ModelDirectory files,
      ProfileGuides guides,
      EngineConfig config,
      GenerationSettings generation,
      AdapterSettings settings,
      EngineRuns runs)
      throws IOException {
    Opened opened = new Opened();
    try {
      PromptTokenizer tokenizer =
          opened.add(PromptTokenizer.load(files.tokenizer(), files.config().imageTokenId()));
      ImagePreprocessor preprocessor = ImagePreprocessor.read(files.preprocessor());
      ModelAdapters adapters = opened.add(ModelAdapters.of(files.decoderInputs(), settings));
      Optional<OnnxRegionGraph> regionGraph = Optional.empty();
      if (files.regionFinder().isPresent()) {
        regionGraph = Optional.of(opened.add(OnnxRegionGraph.load(files.regionFinder().get())));
      }
      PixelValues trialPicture = preprocessor.apply(noise());
      LoadedModel loaded =
          LoadedModel.load(
              files,
              config,
              generation.effectiveIntraOpThreads(),
              trialPicture,
              adapters.inputs(),
              guides::awaitBegun);
      opened.add(loaded.encoder());
      opened.add(loaded.decoder());
      guides.requireVocabulary();
      ContinuousGenerator generator =
          opened.add(
              new ContinuousGenerator(
                  loaded.decoder(), tokenizer, files.config(), generation, runs));
      ServingModel model =
          new ServingModel(
              preprocessor,
              loaded,
              trialPicture,
              files.config(),
              config.fallback(),
              tokenizer,
              generator,
              guides,
              adapters,
              regionGraph,
              runs);
      opened.keep();
      return model;
    } catch (RuntimeException e) {
      throw new IOException(files.path() + ": the model does not run: " + e.getMessage(), e);
    } finally {
      opened.closeUnlessKept();
    }
  }

  /** What runs the model, for example {@code OnnxRuntime 1.29.0 cpu}. */
  public String engine() {
    return engine.name();
  }

  /** The same with the reason why no better engine does. */
  public RunningEngine runningEngine() {
    return engine;
  }

  /**
   * Serves a profile of the release; its own adapter, if it has one, stays in its slot.
   *
   * @throws IOException if the model cannot serve it; the message says why
   */
  public void requireServable(Profile profile) throws IOException {
    serve(profile, true);
  }

  /**
   * Tries a profile out, its prompts and reports, and loads its own adapter, if it has one. Reports
   * are held to their output form from now on.
   *
   * @param pinned whether the adapter never leaves its slot for another
   * @throws IOException if the model cannot serve it; the message says why
   */
  public void serve(Profile profile, boolean pinned) throws IOException {
    if (profile.adapterId() >= decoder.adapters()) {
      throw new IOException(
          "profile %s: the model has no adapter %d".formatted(profile.name(), profile.adapterId()));
    }
    if (profile.regionOfInterest() && regions.isEmpty()) {
      throw new IOException(
          "profile %s: region_of_interest is true, but the model has no region_finder.onnx"
              .formatted(profile.name()));
    }
    try {
      int english = generator.requireRoom(prompt(profile, profile.promptEnglish()));
      int korean = generator.requireRoom(prompt(profile, profile.promptKorean()));
      int room = Math.min(english, korean);
      generator.requireMemory(longest(profile), Math.min(room, profile.maxNewTokens()));
      guides.add(profile, room);
      requireRanking(profile);
    } catch (ServiceException | IllegalStateException e) {
      throw new IOException("profile %s: %s".formatted(profile.name(), e.getMessage()), e);
    }
    if (profile.adapterDirectory().isPresent()) {
      adapters.load(profile.name(), profile.adapterDirectory().get(), pinned);
    }
  }

  /** Without an end a label would be as likely as all that begin with it. */
  private void requireRanking(Profile profile) throws IOException {
    if (profile.zeroShot().isEmpty()) {
      return;
    }
    if (config.endTokenIds().isEmpty()) {
      throw new IOException(
          "profile %s: has zero_shot_prompt_en, but the model has no end token"
              .formatted(profile.name()));
    }
    for (boolean korean : new boolean[] {false, true}) {
      long[] _ = prompt(profile, profile.zeroShot().get().text(korean, List.of()));
    }
  }

  private int longest(Profile profile) {
    return Math.max(
        prompt(profile, profile.promptEnglish()).length,
        prompt(profile, profile.promptKorean()).length);
  }

  /**
   * Pixel values of a picture.
   *
   * @throws IllegalArgumentException if no such picture can be brought to the model's size
   */
  public PixelValues preprocess(RgbImage image) {
    return preprocessor.apply(image);
  }

  /** What finds lesions in pictures; empty if the release has no graph for it. */
  public Optional<RegionFinder> regions() {
    return regions;
  }

  /** Whether a picture of this size in pixels need not be enlarged for the model. */
  public boolean fills(int width, int height) {
    return preprocessor.fills(width, height);
  }

  /** Embedding and features of pictures, in their order; see {@link ImageEncoder#encode}. */
  public List<EncodedImage> encode(List<PixelValues> pixels) {
    return runs.run(() -> encoder.encode(pixels));
  }

  /** What the model runs and has run. */
  public EngineRuns runs() {
    return runs;
  }

  /** A picture that tells nothing, to try the model out. */
  public PixelValues trialPicture() {
    return trialPicture;
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

  /**
   * Tokens of labels as answers.
   *
   * @throws ServiceException INVALID_INPUT if one of them spells a reserved token, or two are the
   *     same in this model's vocabulary
   */
  public List<long[]> labels(List<String> labels) {
    List<long[]> tokens = labels.stream().map(tokenizer::answer).toList();
    long different = tokens.stream().map(Arrays::toString).distinct().count();
    if (different < tokens.size()) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "The model's vocabulary cannot tell two of the labels apart.");
    }
    return tokens;
  }

  /** What scores labels with this model, on threads with room for the engine. */
  public LabelScorer scorer(RankSettings settings) {
    return new LabelScorer(decoder, config, runs, settings.cacheBytes());
  }

  /** A guide for one report of a profile; empty if its reports are free text. */
  public Optional<FormGuide> guide(Profile profile, Language language) {
    return guides.begin(profile, language);
  }

  /** Adapters that come and go while the model serves. */
  public ModelAdapters adapters() {
    return adapters;
  }

  /**
   * Queues the answer to a prompt about an image; see {@link ContinuousGenerator#submit}.
   *
   * @param adapter of the profile, held until the listener has heard the end
   * @param prompt of this profile
   * @param guide made for this answer alone; null for free text
   */
  public void write(
      Profile profile,
      AdapterLease adapter,
      long[] prompt,
      EncodedImage image,
      SamplingParameters sampling,
      @Nullable TokenGuide guide,
      Ticket ticket,
      GenerationListener listener) {
    generator.submit(
        new GenerationRequest(
            prompt,
            tokenizer.constantTokens(profile.promptTemplate(), prompt),
            image,
            adapter.adapterId(),
            adapter.identity(),
            profile.maxNewTokens(),
            sampling,
            guide,
            ticket),
        listener);
  }

  /**
   * Queues the first tokens of a profile's report without its adapter, to try the model out.
   *
   * @param image of {@link #trialPicture}
   */
  public void writeTrial(
      Profile profile, EncodedImage image, Ticket ticket, GenerationListener listener) {
    long[] prompt = prompt(profile, profile.promptEnglish());
    AdapterLease none = AdapterLease.fixed(0);
    generator.submit(
        new GenerationRequest(
            prompt,
            tokenizer.constantTokens(profile.promptTemplate(), prompt),
            image,
            none.adapterId(),
            none.identity(),
            TRIAL_TOKENS,
            SamplingParameters.GREEDY,
            null,
            ticket),
        listener);
  }

  /** What writes the answers: for its figures, for whoever watches the engine, and to be closed. */
  public ContinuousGenerator generator() {
    return generator;
  }

  private static RgbImage noise() {
    byte[] noise = new byte[RgbImage.CHANNELS * 64];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) (i * 37);
    }
    return new RgbImage(8, 8, noise);
  }

  /** Reads the picture, then a token on top of what was kept of it: the two kinds of run. */
  private void decodeTrialToken(EncodedImage trial) {
    try (Decoding decoding = decoder.begin(0)) {
      requireNumbers(decoding.read(trial.features(), trial.tokens()));
      requireNumbers(decoding.next(new long[] {0}));
    }
  }

  private static void requireNumbers(Logits logits) {
    float[] scores = new float[logits.vocabSize()];
    logits.last(0, scores);
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        throw new IllegalStateException("the decoder's scores are not finite");
      }
    }
  }

  /**
   * Ends the texts that are being written and frees the model. Should the engine hang, its memory
   * is left alone: freed under a running engine it would end the process.
   */
  @Override
  public void close() {
    generator.close();
    if (textsHaveEnded()) {
      encoder.close();
      decoder.close();
      regionGraph.ifPresent(OnnxRegionGraph::close);
      adapters.close();
      tokenizer.close();
    } else {
      log.warn("A text is still being written; its model stays in memory");
    }
  }

  private boolean textsHaveEnded() {
    try {
      return generator.awaitEnd(LONGEST_RUN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
