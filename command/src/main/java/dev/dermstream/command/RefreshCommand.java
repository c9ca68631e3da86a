package dev.dermstream.command;

import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.index.server.IndexReleaseCheck;
import dev.dermstream.platform.release.SigningKey;
import dev.dermstream.trainer.refresh.ImageEmbedder;
import dev.dermstream.trainer.refresh.Refresh;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.EmbedResponse;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dermstream refresh}: newly confirmed images become part of the index. */
@Command(
    name = "refresh",
    mixinStandardHelpOptions = true,
    description = {
      "Embeds newly confirmed images through the running cluster, clusters them with those of "
          + "the live release, and publishes the result.",
      "It becomes live if no figure that the profile guards falls on the images that are held "
          + "out; else it stays a candidate, and the reason is printed."
    })
final class RefreshCommand implements Callable<Integer> {
  @Mixin ReleaseCommand.Source source = new ReleaseCommand.Source();
  @Mixin ServerAccess access = new ServerAccess();

  @Option(
      names = "--new",
      required = true,
      paramLabel = "DATA",
      description =
          "Folder with annotations.json: annotations[] with identifier, "
              + "diagnosis_info.diagnosis_name and photograph, the image's path in the folder; "
              + "where known modality and site.")
  Path data = Path.of("");

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "A gateway. Default: ${DEFAULT-VALUE}.")
  String server = "127.0.0.1:8500";

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "Whose index. Default: the default profile.")
  String profile = "";

  @Option(
      names = "--held-out",
      paramLabel = "X.safetensors",
      description =
          "Tensors embeddings [m, dimension] and class_labels [m] of images that are in no "
              + "index, to calibrate the new one by, beside the images of DATA that are held "
              + "out. An index whose predecessor is calibrated is always calibrated; every "
              + "class must be among them all.")
  @Nullable Path heldOut;

  @Option(
      names = "--adapters",
      paramLabel = "NAME",
      description =
          "Refused: an adapter learns to write reports, and DATA holds none. Train it "
              + "elsewhere (PEFT), lay it into profiles/NAME/adapter of a release directory, "
              + "and build that.")
  @Nullable String adapters;

  @Option(names = "--candidate", description = "Publish only; what is live stays so.")
  boolean candidate;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description = "Time for each image. Default: ${DEFAULT-VALUE}.")
  int deadlineSeconds = 60;

  @Option(
      names = "--signing-key",
      paramLabel = "FILE",
      description = "Ed25519 private key (PEM, PKCS #8) to sign the release with.")
  @Nullable Path signingKey;

  @Override
  public Integer call() throws IOException {
    if (adapters != null) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "A refresh trains no adapter: it learns from reports, and annotations.json holds diagnoses"
              + " alone. Train "
              + adapters
              + " elsewhere (PEFT), lay it into profiles/"
              + adapters
              + "/adapter of a release directory and publish that with dermstream release build.");
    }
    ManagedChannel channel = access.open(server);
    try {
      Refresh.Outcome outcome =
          new Refresh(
                  source.store(),
                  (image, name) -> embed(channel, image, name),
                  new IndexReleaseCheck(),
                  signingKey == null ? Optional.empty() : Optional.of(SigningKey.read(signingKey)),
                  Optional.ofNullable(heldOut))
              .run(data, profile, !candidate);
      System.out.printf(
          "%s: %d images learned, %d held out%n",
          outcome.releaseId(), outcome.learned(), outcome.heldOut());
      System.out.println(said(outcome));
      return outcome.objection().isEmpty() ? 0 : Dermstream.EXIT_INCOMPLETE;
    } finally {
      channel.shutdownNow();
    }
  }

  private String said(Refresh.Outcome outcome) {
    return outcome
        .objection()
        .map(why -> "It stays a candidate: " + why)
        .orElse(candidate ? "It may be made live: no guarded figure falls" : "It is live");
  }

  /** In the lane of archives, so that nobody waits for a refresh. */
  private ImageEmbedder.Embedded embed(ManagedChannel channel, byte[] image, String name)
      throws IOException {
    try {
      EmbedResponse answer =
          ScreeningServiceGrpc.newBlockingStub(channel)
              .withWaitForReady()
              .withDeadlineAfter(deadlineSeconds, TimeUnit.SECONDS)
              .embed(
                  EmbedRequest.newBuilder()
                      .setImage(ByteString.copyFrom(image))
                      .setProfile(name)
                      .setLane(Lane.LANE_BATCH)
                      .build());
      float[] embedding = new float[answer.getEmbeddingCount()];
      for (int i = 0; i < embedding.length; i++) {
        embedding[i] = answer.getEmbedding(i);
      }
      return new ImageEmbedder.Embedded(answer.getProvenance().getReleaseId(), embedding);
    } catch (StatusRuntimeException e) {
      Error error = StatusMapping.toError(e, "");
      throw new IOException(
          "%s does not embed an image: %s: %s"
              .formatted(server, error.getCode(), error.getMessage()),
          e);
    }
  }
}
