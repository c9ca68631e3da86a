package dev.dermstream.command;

import com.typesafe.config.Config;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.release.Release;
import dev.dermstream.trainer.evaluation.encoder.TextEncoder;
import dev.dermstream.trainer.evaluation.text.BertBaseline;
import dev.dermstream.trainer.evaluation.text.TextMeasures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** By what texts are compared in meaning. */
final class EncoderOptions {
  @Option(
      names = "--encoder",
      paramLabel = "DIR",
      description =
          "ONNX text encoder with tokenizer.json for BERTScore and the matching of answers. "
              + "Default: the text decoder of the release's model, whose scores compare with no "
              + "published ones.")
  @Nullable Path encoder;

  @Option(
      names = "--sentence-encoder",
      paramLabel = "DIR",
      description = "Another one for the matching of answers.")
  @Nullable Path sentenceEncoder;

  @Option(names = "--no-encoder", description = "Compares wording alone.")
  boolean noEncoder;

  @Option(
      names = "--idf",
      description = "Weighs BERTScore's tokens by their inverse document frequency.")
  boolean byRarity;

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "What is taken off BERTScores: LAYER,P,R,F and one line of figures.")
  @Nullable Path baseline;

  /** The encoders, open. */
  record Opened(TextMeasures measures) implements AutoCloseable {
    @Override
    public void close() {
      measures.encoder().ifPresent(TextEncoder::close);
      if (!measures.sentenceEncoder().equals(measures.encoder())) {
        measures.sentenceEncoder().ifPresent(TextEncoder::close);
      }
    }
  }

  /**
   * Opens what the options ask for.
   *
   * @param release whose model is the default; without it that of the configuration
   */
  Opened open(Optional<Path> release) throws IOException {
    if (noEncoder) {
      if (encoder != null || sentenceEncoder != null || byRarity || baseline != null) {
        throw new IllegalArgumentException("--no-encoder leaves nothing for the other options");
      }
      return new Opened(TextMeasures.WORDING);
    }
    Optional<BertBaseline> subtracted =
        baseline == null ? Optional.empty() : Optional.of(BertBaseline.read(baseline));
    Optional<TextEncoder> first =
        encoder == null ? ofRelease(release) : Optional.of(OnnxTextEncoder.open(encoder));
    boolean whole = false;
    try {
      Optional<TextEncoder> second =
          sentenceEncoder == null ? first : Optional.of(OnnxTextEncoder.open(sentenceEncoder));
      String without =
          first.isPresent()
              ? ""
              : "The release holds no checkpoint, so there is no BERTScore without --encoder.";
      Opened opened = new Opened(new TextMeasures(first, second, byRarity, subtracted, without));
      whole = true;
      return opened;
    } finally {
      if (!whole) {
        first.ifPresent(TextEncoder::close);
      }
    }
  }

  private static Optional<TextEncoder> ofRelease(Optional<Path> given) throws IOException {
    Config config = Configuration.load(null);
    Release release = Release.load(given.isPresent() ? given.get() : Release.directory(config));
    Path model = release.modelDirectory();
    return CheckpointTextEncoder.isThere(model)
        ? Optional.of(CheckpointTextEncoder.open(model, "text decoder of " + release.id()))
        : Optional.empty();
  }
}
