package dev.dermstream.index.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.DescribeRequest;
import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.platform.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another release while requests come. */
class IndexSwapTest {
  @TempDir private static Path folder;
  private static Release first;
  private static Release second;
  private static Release broken;

  private RunningIndex index;

  @BeforeAll
  static void makeReleases() throws IOException {
    first = Releases.make(folder.resolve("first"));
    Releases.make(folder.resolve("second"));
    // The same index read at another temperature: its scores tell which release they are of.
    Releases.profile(folder.resolve("second"), Releases.TINY, 4, 0.1);
    second = Release.seal(folder.resolve("second"), "trial", "", Releases.GOLDEN);
    Releases.make(folder.resolve("broken"));
    Files.delete(folder.resolve("broken/profiles/tiny/index/clusters.safetensors"));
    broken = Release.seal(folder.resolve("broken"), "trial", "", Releases.GOLDEN);
  }

  @BeforeEach
  void start() throws IOException {
    index = new RunningIndex(first);
  }

  @AfterEach
  void stop() throws IOException {
    index.close();
  }

  @Test
  void answersWithTheOtherReleaseAndItsScores() throws Exception {
    ClassifyResponse before = classify("");
    index.moveTo(second);
    ClassifyResponse after = classify("");

    assertThat(before.getReleaseId()).isEqualTo(first.id());
    assertThat(after.getReleaseId()).isEqualTo(second.id());
    assertThat(after.getLabels(0).getScorePercent())
        .isGreaterThan(before.getLabels(0).getScorePercent());
    assertThat(description().getReleaseId()).isEqualTo(second.id());
    index.moveTo(second);
    assertThat(description().getReleaseIdsList().getFirst()).isEqualTo(second.id());
  }

  @Test
  void whatBeganOnAReleaseFinishesOnItAndTheReleaseIsThenClosed() throws Exception {
    double score = classify("").getLabels(0).getScorePercent();
    index.blockTheSearchThread();
    ListenableFuture<ClassifyResponse> began =
        index.future().classify(RunningIndex.tiny(0, 1).build());
    await().until(() -> index.queued() == 1);
    index.moveTo(second);

    assertThat(description().getReleaseIdsList()).containsExactly(second.id(), first.id());
    index.unblock();
    assertThat(began.get().getReleaseId()).isEqualTo(first.id());
    assertThat(began.get().getLabels(0).getScorePercent()).isEqualTo(score);
    await().until(() -> description().getReleaseIdsList().equals(List.of(second.id())));
    assertThat(index.refusal(RunningIndex.tiny(0, 1).setReleaseId(first.id()).build()).getCode())
        .isEqualTo("RELEASE_MISMATCH");
  }

  @Test
  void aCallThatIsGivenUpWhileItWaitsHoldsNoRelease() throws Exception {
    index.blockTheSearchThread();
    ListenableFuture<ClassifyResponse> waiting =
        index.future().classify(RunningIndex.tiny(0, 1).build());
    await().until(() -> index.queued() == 1);
    index.moveTo(second);
    waiting.cancel(true);

    await().until(() -> description().getReleaseIdsList().equals(List.of(second.id())));
  }

  @Test
  void aReleaseThatDoesNotOpenChangesNothing() throws Exception {
    assertThatIOException().isThrownBy(() -> index.moveTo(broken));
    assertThatIOException().isThrownBy(() -> new IndexReleaseCheck().check(broken));
    new IndexReleaseCheck().check(second);

    assertThat(classify("").getReleaseId()).isEqualTo(first.id());
    assertThat(description().getReleaseIdsList()).containsExactly(first.id());
  }

  @Test
  void manySwapsLeaveNoFileOpen() throws Exception {
    swap(20);

    // The first is served again; of the second, which was opened ten times, nothing may be left.
    await()
        .untilAsserted(() ->
            assertThat(openFiles(folder.resolve("second")))
                // Mapped while they were read, until the next collection of garbage.
                .allMatch(each -> each.endsWith("clusters.safetensors")));
    assertThat(openFiles(folder.resolve("first"))).isNotEmpty();
  }

  private void swap(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      Release next = i % 2 == 0 ? second : first;
      index.moveTo(next);
      assertThat(classify("").getReleaseId()).isEqualTo(next.id());
    }
    await().until(() -> description().getReleaseIdsCount() == 1);
  }

  /** Files of a release that this process has open or mapped. */
  private static List<String> openFiles(Path release) throws IOException {
    List<String> open = new ArrayList<>();
    try (var handles = Files.list(Path.of("/proc/self/fd"))) {
      for (Path handle : handles.toList()) {
        try {
          open.add(Files.readSymbolicLink(handle).toString());
        } catch (NoSuchFileException e) {
          // Closed meanwhile, so it is not open.
        }
      }
    }
    open.addAll(Files.readAllLines(Path.of("/proc/self/maps")));
    return open.stream().filter(each -> each.contains(release.toString())).toList();
  }

  private ClassifyResponse classify(String release) {
    return index.stub().classify(RunningIndex.tiny(0, 1).setReleaseId(release).build());
  }

  private ServerDescription description() {
    return ClusterServiceGrpc.newBlockingStub(index.channel())
        .describe(DescribeRequest.getDefaultInstance());
  }
}
