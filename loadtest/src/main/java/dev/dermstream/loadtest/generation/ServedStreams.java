package dev.dermstream.loadtest.generation;

import dev.dermstream.error.ServiceException;
import dev.dermstream.loadtest.bare.HeldAdapter;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.ModelDirectory;
import dev.dermstream.node.engine.OnnxTextDecoder;
import dev.dermstream.node.generate.ContinuousGenerator;
import dev.dermstream.node.generate.GeneratedText;
import dev.dermstream.node.generate.GenerationListener;
import dev.dermstream.node.generate.GenerationSettings;
import dev.dermstream.node.generate.PromptTokenizer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The node's generator over a decoder of its own. */
final class ServedStreams implements AutoCloseable {
  private static final long CACHE_BYTES = 1L << 30;

  private final OnnxTextDecoder decoder;
  private final ContinuousGenerator generator;
  private final int adapterId;

  ServedStreams(
      ModelDirectory model,
      HeldAdapter adapter,
      PromptTokenizer tokenizer,
      int loops,
      int intraOpThreads)
      throws IOException {
    decoder = OnnxTextDecoder.load(model, new EngineConfig(intraOpThreads), adapter.sharedInputs());
    adapterId = adapter.adapterId();
    generator =
        new ContinuousGenerator(
            decoder,
            tokenizer,
            Streams.endless(model.config()),
            new GenerationSettings(loops, 1, 256, CACHE_BYTES, 1024, 8192, 0, 0));
  }

  /** All texts at once. */
  List<String> together(Streams streams) {
    List<CompletableFuture<String>> texts = new ArrayList<>();
    for (int i = 0; i < streams.count(); i++) {
      texts.add(submit(streams, i));
    }
    return texts.stream().map(CompletableFuture::join).toList();
  }

  /** Each when the one before has ended. */
  List<String> oneAfterAnother(Streams streams) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < streams.count(); i++) {
      texts.add(submit(streams, i).join());
    }
    return texts;
  }

  private CompletableFuture<String> submit(Streams streams, int stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    generator.submit(
        streams.request(stream, adapterId),
        new GenerationListener() {
          @Override
          public void piece(String piece) {}

          @Override
          public void finished(GeneratedText finished) {
            text.complete(finished.text());
          }

          @Override
          public void failed(ServiceException failure) {
            text.completeExceptionally(failure);
          }
        });
    return text;
  }

  @Override
  public void close() {
    generator.close();
    try {
      if (generator.awaitEnd(Duration.ofMinutes(1))) {
        decoder.close();
      }
    } catch (InterruptedException e) {
      // The process is ending: the decoder ends with it.
      Thread.currentThread().interrupt();
    }
  }
}
