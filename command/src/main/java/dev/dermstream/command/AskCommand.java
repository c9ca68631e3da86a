package dev.dermstream.command;

import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.AskFinished;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.FinishReason;
import dev.dermstream.v1.Sampling;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dermstream ask}: an image and a question in, the answer as it is written out. */
@Command(
    name = "ask",
    mixinStandardHelpOptions = true,
    description = {
      "Asks a question about an image (JPEG, PNG, DICOM) and prints the answer while it is "
          + "written.",
      "Without --server it starts the whole cluster in this process, on loopback only. Exit "
          + "status 0 only if the answer is whole."
    })
final class AskCommand implements Callable<Integer> {
  @Parameters(paramLabel = "IMAGE", description = "The image.")
  Path image = Path.of("");

  @Option(
      names = "--question",
      required = true,
      paramLabel = "Q",
      description = "The question, at most 4,096 bytes of UTF-8.")
  String question = "";

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "Profile to answer with; the release's default if not given.")
  String profile = "";

  @Mixin RegionOption region = new RegionOption();

  @Mixin GatewayChoice gateway = new GatewayChoice();

  @Option(
      names = "--lang",
      description = "${COMPLETION-CANDIDATES}: language that the profile answers in.")
  Lang lang = Lang.EN;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Over 0 to 2: tokens are drawn, not the likeliest taken.")
  @Nullable Float temperature;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "For --temperature: the same seed draws the same answer.")
  long seed;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description = "Time for the answer. Default: ${DEFAULT-VALUE}.")
  int deadlineSeconds = 120;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (deadlineSeconds < 1) {
      throw new IllegalArgumentException("--deadline must be at least 1 second");
    }
    AskRequest.Builder request =
        AskRequest.newBuilder()
            .setImage(ImageFiles.read(image))
            .setProfile(profile)
            .setLanguage(lang.language())
            .setRegionOfInterest(region.value())
            .setQuestion(question);
    if (temperature != null) {
      request.setSampling(Sampling.newBuilder().setTemperature(temperature).setSeed(seed));
    }
    return gateway.call(channel -> ask(channel, request.build()));
  }

  private int ask(ManagedChannel channel, AskRequest request) {
    try {
      Iterator<AskResponse> answer =
          ScreeningServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(
                  Duration.ofSeconds(deadlineSeconds).toMillis(), TimeUnit.MILLISECONDS)
              .ask(request);
      while (answer.hasNext()) {
        AskResponse next = answer.next();
        if (next.hasFinished()) {
          return finish(next.getFinished());
        }
        System.out.print(next.getText());
        System.out.flush();
      }
      System.err.println("dermstream: the answer broke off");
      return Dermstream.EXIT_INCOMPLETE;
    } catch (StatusRuntimeException e) {
      Error error = StatusMapping.toError(e, "");
      System.out.println();
      System.out.flush();
      System.err.println("dermstream: " + error.getCode() + ": " + error.getMessage());
      return Dermstream.EXIT_INCOMPLETE;
    } finally {
      channel.shutdownNow();
    }
  }

  private static int finish(AskFinished finished) {
    System.out.println();
    System.out.flush();
    boolean whole = finished.getFinishReason() == FinishReason.FINISH_REASON_END;
    if (!whole) {
      System.err.println("The answer was cut at " + finished.getGeneratedTokens() + " tokens.");
    }
    System.err.printf(
        "Answered by release %s, profile %s, node %s, %s%n",
        finished.getProvenance().getReleaseId(),
        finished.getProvenance().getProfile(),
        finished.getProvenance().getNodeId(),
        finished.getProvenance().getEngine());
    if (!finished.getNotice().isEmpty()) {
      System.err.println(finished.getNotice());
    }
    return whole ? 0 : Dermstream.EXIT_INCOMPLETE;
  }
}
