package dev.dermstream.node.server;

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
import java.util.function.Consumer;

/**
 * The text of one request: sends its pieces, gives its end. Runs once, on a thread with room for
 * the engine on its stack.
 *
 * @param prompt tokens of the question or of the profile's prompt
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over without a copy; compared nowhere.
record TextCall(
    ServingModel model,
    Profile profile,
    InferRequest request,
    long[] prompt,
    EncodedImage image,
    Interruption interruption,
    Responses responses,
    StageClock clock) {
  private static final double PERCENT = 100;

  /** Writes the text. */
  Finished write() {
    TextOutlet outlet = new TextOutlet(responses);
    Consumer<String> pieces = request.getWholeText() ? piece -> {} : outlet::accept;
    Optional<FormGuide> guide =
        request.hasQuestion() ? Optional.empty() : model.guide(profile, request.getLanguage());
    GeneratedText generated =
        clock.time(
            "generate",
            () -> model.generate(profile, prompt, image, interruption, guide.orElse(null), pieces));
    outlet.flush();
    return finished(generated, guide);
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
