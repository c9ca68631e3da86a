package dev.dermstream.command;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import dev.dermstream.command.ScreenedFile.Ranked;
import dev.dermstream.command.ScreenedFile.Reported;
import dev.dermstream.command.ScreeningClient.Outcome;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.trainer.dataset.ManifestFile;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.QuestionAnswer;
import dev.dermstream.trainer.dataset.ReadRows;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.ResultFolder;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.GetReleaseRequest;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.RankRequest;
import dev.dermstream.v1.Release;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code dermstream evaluate --data}: every image of a data set through a system that serves, its
 * own or one that runs already, by the door that every client has.
 */
final class ServedRun {
  private final ServedOptions options;
  private final EncoderOptions encoders;
  private final Bootstrap bootstrap;

  ServedRun(ServedOptions options, EncoderOptions encoders, Bootstrap bootstrap) {
    this.options = options;
    this.encoders = encoders;
    this.bootstrap = bootstrap;
  }

  /** Writes the figures; returns the exit status, 0 only if every row was used and reported on. */
  int run(ResultFolder out) throws IOException, InterruptedException {
    requireUsable();
    Path manifest = manifest();
    ReadRows rows = ManifestFile.read(manifest);
    rows.bad().forEach(System.err::println);
    List<ManifestRow> used = rows.rows().stream().limit(options.limit).toList();
    if (used.isEmpty()) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, manifest + ": holds no usable row.");
    }
    try (EncoderOptions.Opened opened = encoders.open(Optional.ofNullable(options.release))) {
      ServedResults results = results(manifest, used);
      System.out.print(results.write(out, opened.measures(), bootstrap));
      return results.allReported() && rows.bad().isEmpty() ? 0 : Dermstream.EXIT_INCOMPLETE;
    }
  }

  private void requireUsable() {
    if (options.release == null && options.server == null) {
      throw new IllegalArgumentException("--data needs --release or --server");
    }
    if (options.limit < 1
        || options.concurrency < 1
        || options.concurrency > 256
        || options.deadlineSeconds < 1) {
      throw new IllegalArgumentException(
          "--limit and --deadline must be at least 1 and --concurrency 1 to 256");
    }
  }

  private Path manifest() {
    if (Files.isRegularFile(options.data)) {
      return options.data;
    }
    return Stream.of("test.jsonl", "manifest.jsonl")
        .map(options.data::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.INVALID_INPUT,
                options.data + ": is no manifest and has no test.jsonl or manifest.jsonl."));
  }

  private ServedResults results(Path manifest, List<ManifestRow> rows)
      throws IOException, InterruptedException {
    if (options.server != null) {
      ServerAccess access = options.access == null ? new ServerAccess() : options.access;
      return results(manifest, rows, access.open(options.server));
    }
    // Not the live release of a store: this one.
    Config config =
        Configuration.load(null)
            .withValue("dermstream.releases.store", ConfigValueFactory.fromAnyRef(""))
            .withValue(
                "dermstream.release",
                ConfigValueFactory.fromAnyRef(
                    Objects.requireNonNull(options.release).toAbsolutePath().toString()));
    try (LocalCluster cluster = LocalCluster.start(config, LocalCluster.Ports.EPHEMERAL)) {
      return results(manifest, rows, ServerAccess.plain(cluster.gatewayAddress()));
    }
  }

  private ServedResults results(Path manifest, List<ManifestRow> rows, ManagedChannel channel)
      throws IOException, InterruptedException {
    Path images = options.images != null ? options.images : ManifestFile.imagesOf(manifest);
    List<String> classes = rows.stream().map(ManifestRow::className).distinct().sorted().toList();
    try (ScreeningClient client =
            new ScreeningClient(
                channel,
                options.rank ? ranking(classes) : report(),
                options.concurrency,
                Duration.ofSeconds(options.deadlineSeconds));
        ProgressLine progress = new ProgressLine("Evaluating", rows.size())) {
      Release release = release(channel);
      ProfileInfo profile = profile(release);
      List<ServedRow> served = new ArrayList<>();
      client.inOrder(
          rows,
          row -> serve(client, images.resolve(row.image()), row, profile),
          row -> {
            served.add(row);
            progress.step(() -> {});
          });
      return new ServedResults(
          served,
          profile,
          options.rank ? ServedLabels.of(classes) : ServedLabels.of(profile),
          writesRecords(profile.getName()),
          language(),
          release.getNotice(),
          manifest);
    }
  }

  private ScreeningClient.Question report() {
    ScreenRequest request =
        ScreenRequest.newBuilder()
            .setProfile(options.profile)
            .setLanguage(options.lang.language())
            .build();
    return (gateway, file, image) ->
        new Reported(file, gateway.screen(request.toBuilder().setImage(image).build()).getReport());
  }

  private ScreeningClient.Question ranking(List<String> classes) {
    RankRequest request =
        RankRequest.newBuilder()
            .setProfile(options.profile)
            .setLanguage(options.lang.language())
            .addAllLabels(classes)
            .build();
    return (gateway, file, image) ->
        new Ranked(file, gateway.rank(request.toBuilder().setImage(image).build()));
  }

  /** As far as the release is at hand; a server does not tell. */
  private boolean writesRecords(String profile) throws IOException {
    return options.release != null
        && dev.dermstream.platform.release.Release.load(options.release)
            .profile(profile)
            .filter(known -> known.outputForm() == OutputForm.JSON_RECORD)
            .isPresent();
  }

  private String language() {
    return options.lang == Lang.KO ? "ko" : "en";
  }

  private ServedRow serve(ScreeningClient client, Path image, ManifestRow row, ProfileInfo profile)
      throws InterruptedException {
    ScreenedFile screened = client.screen(image);
    List<ServedRow.Asked> asked = new ArrayList<>();
    if (profile.getAnswersQuestions() && !options.rank && ServedResults.reported(screened)) {
      for (QuestionAnswer question : row.questions()) {
        if (question.language().equals(language())) {
          asked.add(new ServedRow.Asked(question, ask(client, image, question)));
        }
      }
    }
    return new ServedRow(row, screened, asked);
  }

  private Outcome<SaidAnswer> ask(ScreeningClient client, Path image, QuestionAnswer question)
      throws InterruptedException {
    AskRequest request =
        AskRequest.newBuilder()
            .setProfile(options.profile)
            .setLanguage(options.lang.language())
            .setQuestion(question.question())
            .build();
    return client.send(
        image,
        (gateway, bytes) ->
            SaidAnswer.of(gateway.ask(request.toBuilder().setImage(bytes).build())));
  }

  private Release release(ManagedChannel channel) throws IOException {
    Release served;
    try {
      served =
          ScreeningServiceGrpc.newBlockingStub(channel)
              .withWaitForReady()
              .withDeadlineAfter(options.deadlineSeconds, TimeUnit.SECONDS)
              .getRelease(GetReleaseRequest.getDefaultInstance())
              .getRelease();
    } catch (StatusRuntimeException e) {
      ErrorCode code = ErrorCode.valueOf(StatusMapping.toError(e, "").getCode());
      throw new ServiceException(code, "The release is not told: " + e.getStatus(), e);
    }
    if (options.release != null && options.server != null) {
      String wanted = dev.dermstream.platform.release.Release.load(options.release).id();
      if (!wanted.equals(served.getReleaseId())) {
        throw new ServiceException(
            ErrorCode.RELEASE_MISMATCH,
            "%s serves %s, not %s.".formatted(options.server, served.getReleaseId(), wanted));
      }
    }
    return served;
  }

  private ProfileInfo profile(Release release) {
    String name = options.profile.isEmpty() ? release.getDefaultProfile() : options.profile;
    ProfileInfo info =
        release.getProfilesList().stream()
            .filter(profile -> profile.getName().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new ServiceException(
                    ErrorCode.PROFILE_NOT_FOUND,
                    "There is no profile %s; there are %s."
                        .formatted(
                            name,
                            release.getProfilesList().stream()
                                .map(ProfileInfo::getName)
                                .toList())));
    if (options.rank && !info.getRanksLabels()) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "Profile %s ranks no labels.".formatted(name));
    }
    return info;
  }
}
