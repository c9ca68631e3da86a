package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.adapter.AdapterLease;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.generate.GeneratedText;
import dev.dermstream.node.generate.Interruption;
import dev.dermstream.node.guide.ClassLikelihood;
import dev.dermstream.node.guide.FormGuide;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.v1.FinishReason;
import dev.dermstream.v1.LabelLikelihood;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The text of one request: sends its pieces, gives its end. Holds the profile's adapter from the
 * beginning, because the answer names it, until the last token, because nothing else may take the
 * adapter's place before: {@link #write} or {@link #drop} gives it back, whichever comes first.
 */
final class TextCall {
  private static final double PERCENT = 100;

  private final ServingModel model;
  private final Profile profile;
  private final InferRequest request;
  private final long[] prompt;
  private final EncodedImage image;
  private final Interruption interruption;
  private final Responses responses;
  private final StageClock clock;
  private final AdapterLease adapter;

  /** Set by whoever gives the adapter back. */
  private final AtomicBoolean taken = new AtomicBoolean();

  /**
   * @param prompt tokens of the question or of the profile's prompt
   * @throws ServiceException if there is no room for the profile's adapter
   */
  TextCall(
      ServingModel model,
      Profile profile,
      InferRequest request,
      long[] prompt,
      EncodedImage image,
      Interruption interruption,
      Responses responses,
      StageClock clock) {
    this.model = model;
    this.profile = profile;
    this.request = request;
    this.prompt = prompt;
    this.image = image;
    this.interruption = interruption;
    this.responses = responses;
    this.clock = clock;
    this.adapter = model.adapters().acquire(profile);
  }

  /** As the answer names it; empty or {@code NAME@HEX}. */
  String adapterIdentity() {
    return adapter.identity();
  }

  /** The text will not be written; no effect once it has begun. */
  void drop() {
    if (taken.compareAndSet(false, true)) {
      adapter.close();
    }
  }

  /**
   * Writes the text, once, on a thread with room for the engine on its stack.
   *
   * @throws ServiceException CANCELLED if it was dropped meanwhile; what the interruption throws
   */
  Finished write() {
    if (!taken.compareAndSet(false, true)) {
      throw new ServiceException(ErrorCode.CANCELLED, "The call was cancelled.");
    }
    try (adapter) {
      TextOutlet outlet = new TextOutlet(responses);
      Consumer<String> pieces = request.getWholeText() ? piece -> {} : outlet::accept;
      Optional<FormGuide> guide =
          request.hasQuestion() ? Optional.empty() : model.guide(profile, request.getLanguage());
      GeneratedText generated =
          clock.time(
              "generate",
              () ->
                  model.generate(
                      profile, adapter, prompt, image, interruption, guide.orElse(null), pieces));
      outlet.flush();
      return finished(generated, guide);
    }
  }

  private Finished finished(GeneratedText generated, Optional<FormGuide> guide) {
    // A text that the limit steered to its close is whole by its form alone.
    boolean whole = generated.ended() && !guide.map(FormGuide::steered).orElse(false);
    return Finished.newBuilder()
        .setText(generated.text())
        .setFinishReason(whole ? FinishReason.FINISH_REASON_END : FinishReason.FINISH_REASON_LENGTH)
        .setGeneratedTokens(generated.tokens())
        .addAllTimings(clock.take())
        .addAllLabelLikelihoods(
            guide.map(FormGuide::labelLikelihoods).orElse(List.of()).stream()
                .map(TextCall::message)
                .toList())
        .build();
  }

  private static LabelLikelihood message(ClassLikelihood likelihood) {
    return LabelLikelihood.newBuilder()
        .setIdCode(likelihood.idCode())
        .setLikelihoodPercent(PERCENT * likelihood.probability())
        .build();
  }
}
