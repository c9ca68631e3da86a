package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.DescribeRequest;
import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.adapter.ModelAdapters;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.platform.release.Release;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another release while requests come. */
class NodeSwapTest {
  @TempDir private static Path folder;
  private static Release first;
  private static Release second;
  private static Release otherIndex;
  private static Release broken;

  private RunningNode node;

  @BeforeAll
  static void makeReleases() throws IOException {
    first = Releases.make(folder.resolve("first"));
    Releases.make(folder.resolve("second"));
    Path config = folder.resolve("second/model/config.json");
    Files.writeString(config, Files.readString(config) + "\n");
    second = Release.seal(folder.resolve("second"), "trial", "the second", Releases.BASE);
    Releases.make(folder.resolve("other"));
    Path index = Files.createDirectories(folder.resolve("other/profiles/base/index"));
    Files.writeString(index.resolve("index.json"), "another");
    otherIndex = Release.seal(folder.resolve("other"), "trial", "the same model", Releases.BASE);
    Releases.make(folder.resolve("broken"));
    Files.write(folder.resolve("broken/model/vision_encoder.onnx"), new byte[100]);
    broken = Release.seal(folder.resolve("broken"), "trial", "", Releases.BASE);
  }

  @BeforeEach
  void start() throws IOException {
    node = new RunningNode(first, "max-message = 1 MiB");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void answersWithTheOtherReleaseAndIsReadyAllTheTime() throws Exception {
    assertThat(answeringRelease("")).isEqualTo(first.id());
    node.server.moveTo(second);

    assertThat(answeringRelease("")).isEqualTo(second.id());
    assertThat(
            node.infer(RunningNode.request(Releases.BASE).build())
                .getFirst()
                .getEncoded()
                .getNotice())
        .isEqualTo("the second");
    await().until(() -> description().getReleaseIdsList().equals(List.of(second.id())));
    assertThat(description().getReleaseId()).isEqualTo(second.id());
    assertThat(description().getServing()).isTrue();
    assertThat(node.server.isReady()).isTrue();
    assertThat(node.value("dermstream_node_ready", "")).isEqualTo(1);
    assertThat(
            HealthGrpc.newBlockingStub(node.channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
    node.server.moveTo(first);
    assertThat(answeringRelease("")).isEqualTo(first.id());
  }

  @Test
  void aTextThatBeganOnAReleaseFinishesOnItAndTheReleaseIsThenFreed() throws Exception {
    InferRequest endless = RunningNode.request(Releases.ENDLESS).build();
    Iterator<InferResponse> began = node.stub().infer(endless);
    assertThat(began.next().getEncoded().getProvenance().getReleaseId()).isEqualTo(first.id());
    node.server.moveTo(second);

    assertThat(answeringRelease("")).isEqualTo(second.id());
    InferResponse last = began.next();
    while (began.hasNext()) {
      last = began.next();
    }
    assertThat(last.getFinished().getText()).isNotEmpty();
    await()
        .atMost(RunningNode.PATIENCE)
        .until(() -> description().getReleaseIdsList().equals(List.of(second.id())));
    StatusRuntimeException refused =
        catchThrowableOfType(StatusRuntimeException.class, () -> answeringRelease(first.id()));
    assertThat(StatusMapping.toError(refused, "").getCode()).isEqualTo("RELEASE_MISMATCH");
  }

  @Test
  void whatDiffersByItsIndexAloneGoesOnWithTheModelUnderItsOwnName() throws Exception {
    ModelAdapters model = node.adapters();
    InferRequest endless = RunningNode.request(Releases.ENDLESS).build();
    Iterator<InferResponse> began = node.stub().infer(endless);
    assertThat(began.next().getEncoded().getProvenance().getReleaseId()).isEqualTo(first.id());

    node.server.moveTo(otherIndex);

    assertThat(node.adapters()).isSameAs(model);
    Encoded answer = node.infer(RunningNode.request(Releases.BASE).build()).getFirst().getEncoded();
    assertThat(answer.getProvenance().getReleaseId()).isEqualTo(otherIndex.id());
    assertThat(answer.getNotice()).isEqualTo("the same model");
    InferResponse last = began.next();
    while (began.hasNext()) {
      last = began.next();
    }
    assertThat(last.getFinished().getText()).isNotEmpty();
    await()
        .atMost(RunningNode.PATIENCE)
        .until(() -> description().getReleaseIdsList().equals(List.of(otherIndex.id())));
    // The model outlives the release that it was loaded for.
    assertThat(answeringRelease("")).isEqualTo(otherIndex.id());
    assertThat(node.server.isReady()).isTrue();
    node.server.moveTo(second);
    assertThat(node.adapters()).isNotSameAs(model);
    assertThat(answeringRelease("")).isEqualTo(second.id());
  }

  @Test
  void aReleaseWhoseModelDoesNotRunChangesNothing() {
    assertThatIOException().isThrownBy(() -> node.server.moveTo(broken));

    assertThat(answeringRelease("")).isEqualTo(first.id());
    assertThat(description().getReleaseIdsList()).containsExactly(first.id());
    assertThat(node.server.isReady()).isTrue();
  }

  private String answeringRelease(String release) {
    return node.infer(RunningNode.request(Releases.BASE).setReleaseId(release).build())
        .getFirst()
        .getEncoded()
        .getProvenance()
        .getReleaseId();
  }

  private ServerDescription description() {
    return ClusterServiceGrpc.newBlockingStub(node.channel)
        .describe(DescribeRequest.getDefaultInstance());
  }
}
