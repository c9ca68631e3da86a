package dev.dermstream.platform.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that are killed, or run out of room, while they change a store. */
class ReleaseStoreCrashTest {
  private static final long SEED = 20_261;

  /** Points of each command at which one is killed; all of them with {@code -Dcrash.points=0}. */
  private static final int POINTS = Integer.getInteger("crash.points", 4);

  @TempDir Path folder;
  private Path directory;
  private ReleaseStore store;
  private String first;
  private String second;

  @BeforeEach
  void fillAStore() throws IOException {
    directory = folder.resolve("store");
    store = new ReleaseStore(directory, TrustedKeys.NONE);
    first = build(1);
    second = build(2);
    store.activate(first, ReleaseCheck.NONE, false, "");
  }

  @Test
  void aBuildThatIsKilledPublishesAllOrNothing() throws IOException, InterruptedException {
    Path draft = SampleRelease.draft(folder.resolve("draft3"), 3).from();
    for (int point : points(steps("build", draft))) {
      String at = killAt(point, "build", draft.toString());

      assertThat(store.ids()).as(at).contains(first, second);
      for (String id : store.ids()) {
        assertThat(store.load(id).id()).as(at).isEqualTo(id);
      }
      assertThat(store.live().orElseThrow().release()).as(at).isEqualTo(first);
      // The next one finds nothing in its way.
      String built = store.build(ReleaseDraft.of(draft), ReleaseCheck.NONE).id();
      assertThat(directory.resolve("unfinished")).as(at).doesNotExist();
      new DurableFiles(step -> {}).deleteTree(directory.resolve("releases").resolve(built));
    }
  }

  @Test
  void anActivationThatIsKilledLeavesTheOldOrTheNewOneLive()
      throws IOException, InterruptedException {
    decidedAllOrNothing("activate", second);
  }

  @Test
  void aRollbackThatIsKilledLeavesTheOldOrTheNewOneLive() throws IOException, InterruptedException {
    store.activate(second, ReleaseCheck.NONE, false, "");
    decidedAllOrNothing("rollback", "-");
  }

  private void decidedAllOrNothing(String command, String argument)
      throws IOException, InterruptedException {
    Path copy = folder.resolve("copy");
    new DurableFiles(step -> {}).copyTree(directory, copy, file -> true);
    List<Decision> before = store.history();
    for (int point : points(steps(command, Path.of(argument)))) {
      reset(copy);
      String at = killAt(point, command, argument);

      List<Decision> after = store.history();
      assertThat(after.subList(0, before.size())).as(at).isEqualTo(before);
      assertThat(after.size()).as(at).isBetween(before.size(), before.size() + 1);
      LiveRelease live = LiveRelease.read(store.livePointer());
      assertThat(live.epoch()).as(at).isEqualTo(after.size());
      assertThat(store.load(live.releaseId()).id()).as(at).isEqualTo(live.releaseId());
      // Whoever decides next decides with the next epoch.
      String other = live.releaseId().equals(first) ? second : first;
      assertThat(store.activate(other, ReleaseCheck.NONE, false, "").epoch())
          .as(at)
          .isEqualTo(after.size() + 1);
      assertThat(store.history()).as(at).hasSize(after.size() + 1);
    }
  }

  @Test
  void aFullDiskFailsABuildAndLeavesTheLiveReleaseAsItIs()
      throws IOException, InterruptedException {
    Path draft = SampleRelease.draft(folder.resolve("draft3"), 3).from();

    failsWithoutRoom(64, "build", draft.toString());

    assertThat(store.ids()).containsExactlyInAnyOrder(first, second);
    assertThat(directory.resolve("unfinished")).doesNotExist();
  }

  @Test
  void aFullDiskFailsADecisionAndLeavesTheLiveReleaseAsItIs()
      throws IOException, InterruptedException {
    failsWithoutRoom(0, "activate", second);

    assertThat(store.history()).hasSize(1);
    assertThat(store.activate(second, ReleaseCheck.NONE, false, "").epoch()).isEqualTo(2);
  }

  /**
   * @param blocks of 1024 bytes that a file may have
   */
  private void failsWithoutRoom(int blocks, String command, String argument)
      throws IOException, InterruptedException {
    List<String> limited =
        new ArrayList<>(
            List.of("/bin/bash", "-c", "ulimit -f %d; exec \"$@\"".formatted(blocks), "-"));
    limited.addAll(java(command, argument, "-1"));
    Process process = new ProcessBuilder(limited).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isNotZero();
    assertThat(output).contains("File too large").doesNotContain("done");
    assertThat(store.live().orElseThrow().release()).isEqualTo(first);
    assertThat(store.load(first).id()).isEqualTo(first);
  }

  private String build(int number) throws IOException {
    return store
        .build(SampleRelease.draft(folder.resolve("draft" + number), number), ReleaseCheck.NONE)
        .id();
  }

  /** How many changes of files a command makes; it is carried out once, on a copy. */
  private int steps(String command, Path argument) throws IOException {
    Path trial = folder.resolve("trial-" + command);
    new DurableFiles(step -> {}).copyTree(directory, trial, file -> true);
    List<String> steps = new ArrayList<>();
    ReleaseStore counted =
        new ReleaseStore(trial, TrustedKeys.NONE, java.time.Clock.systemUTC(), steps::add);
    switch (command) {
      case "build" -> counted.build(ReleaseDraft.of(argument), ReleaseCheck.NONE);
      case "activate" -> counted.activate(argument.toString(), ReleaseCheck.NONE, false, "");
      default -> counted.rollback(ReleaseCheck.NONE, false, "");
    }
    assertThat(steps).hasSizeGreaterThan(POINTS);
    return steps.size();
  }

  private static List<Integer> points(int steps) {
    if (POINTS == 0) {
      return IntStream.range(0, steps).boxed().toList();
    }
    SplittableRandom random = new SplittableRandom(SEED);
    return random.ints(0, steps).distinct().limit(POINTS).boxed().toList();
  }

  private void reset(Path copy) throws IOException {
    DurableFiles files = new DurableFiles(step -> {});
    files.deleteTree(directory);
    files.copyTree(copy, directory, file -> true);
  }

  /** Returns where it was, for a failure's message. */
  private String killAt(int point, String command, String argument)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(java(command, argument, Integer.toString(point)))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null && !line.startsWith("at ")) {
        line = out.readLine();
      }
      assertThat(line).as("%s came to point %d", command, point).isNotNull();
      // SIGKILL: no handler, no finally.
      process.destroyForcibly().waitFor();
      return "seed %d, %s killed %s".formatted(SEED, command, line);
    }
  }

  private List<String> java(String command, String argument, String point) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // Its file in the temporary folder would count against a limit of this process alone.
        "-XX:-UsePerfData",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        StoreProcess.class.getName(),
        directory.toString(),
        command,
        argument,
        point);
  }
}
