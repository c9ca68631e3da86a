package dev.dermstream.batch.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every form that is a file keeps. */
abstract class FileContract extends ResultWriterContract {
  abstract String ending();

  final Path file() {
    return Path.of(location());
  }

  @Override
  final String location() {
    return folder.resolve("결과/results" + ending()).toString();
  }

  @Override
  String held(String location) throws Exception {
    byte[] bytes = Files.readAllBytes(Path.of(location));
    return new String(bytes, StandardCharsets.ISO_8859_1)
        + new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  final void assertNothingElse() throws IOException {
    try (Stream<Path> files = Files.list(file().getParent())) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void namesAFolderThatVanished() throws Exception {
    ResultWriter writer = writer();
    writer.check();
    Files.delete(file().getParent());

    assertThatThrownBy(() -> writer.write(TestResults.JOB, TestResults.of(TestResults.all())))
        .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isTrue())
        .hasMessageContaining("its folder " + file().getParent() + " is not there");
  }

  @Test
  void refusesAFolderInThePlaceOfAFile() throws Exception {
    Files.createDirectories(file().resolve("in-it"));
    ResultWriter writer = new FileOutput(file(), new JsonLines());

    assertThatThrownBy(writer::check)
        .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageContaining("is a folder");
  }

  @Test
  void keepsTheOldOneWhereTheDiskIsFull() throws Exception {
    try (TinyDisk disk = TinyDisk.mount(folder.resolve("disk"))) {
      Path place = disk.folder().resolve("results" + ending());
      ResultWriter writer = open(place.toString());
      writer.write(TestResults.JOB, TestResults.of(TestResults.all().subList(0, 1)));
      String before = held(place.toString());

      // Not all alike, so that they do not vanish by compression.
      assertThatThrownBy(
              () -> writer.write(TestResults.JOB, TestResults.of(TestResults.random(3000))))
          .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isTrue())
          .hasMessageContaining("no room is left on the disk");

      assertThat(held(place.toString())).isEqualTo(before);
      try (Stream<Path> files = Files.list(disk.folder())) {
        assertThat(files).containsExactly(place);
      }
    }
  }

  @Test
  void saysThatItMayNotWriteThere() throws Exception {
    try (TinyDisk disk = TinyDisk.mount(folder.resolve("disk"))) {
      disk.protect();

      assertThatThrownBy(() -> open(disk.folder() + "/results" + ending()).check())
          .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isFalse())
          .hasMessageContaining("may not write in");
    }
  }
}
