package dev.dermstream.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.batch.v1.Source;
import dev.dermstream.batch.v1.SourceKind;
import dev.dermstream.platform.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchivesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "a.jsonl, MANIFEST",
    "a.CSV, MANIFEST",
    "a.zip, ARCHIVE",
    "a.tar, ARCHIVE",
    "a.tar.gz, ARCHIVE",
    "a.TGZ, ARCHIVE"
  })
  void knowsFilesByTheirEndings(String name, String kind) throws Exception {
    Path file = Files.createFile(folder.resolve(name));

    assertThat(Archives.kind(source(file.toString())))
        .isEqualTo(SourceKind.valueOf("SOURCE_KIND_" + kind));
  }

  @Test
  void knowsFoldersAndBuckets() throws Exception {
    Path named = Files.createDirectory(folder.resolve("a.zip"));

    assertThat(Archives.kind(source(named.toString()))).isEqualTo(SourceKind.SOURCE_KIND_FOLDER);
    assertThat(Archives.kind(source("s3://b/c.zip"))).isEqualTo(SourceKind.SOURCE_KIND_S3);
  }

  @Test
  void saysWhatWouldBeRight() throws Exception {
    Path text = Files.createFile(folder.resolve("a.txt"));

    assertRefused(source(text.toString()), ArchiveFault.BROKEN, text.toString(), "a folder");
    assertRefused(source("/nowhere/at-all"), ArchiveFault.MISSING, "/nowhere/at-all", "mounted");
    assertRefused(source(""), ArchiveFault.MISSING, "location", "a folder");
    assertRefused(
        kind(text, SourceKind.SOURCE_KIND_FOLDER), ArchiveFault.BROKEN, text.toString(), "folder");
    assertRefused(
        kind(folder, SourceKind.SOURCE_KIND_ARCHIVE),
        ArchiveFault.BROKEN,
        folder.toString(),
        "file");
    assertRefused(
        kind(text, SourceKind.SOURCE_KIND_ARCHIVE), ArchiveFault.BROKEN, text.toString(), ".tgz");
  }

  private static void assertRefused(Source source, ArchiveFault fault, String... words) {
    assertThatThrownBy(() -> Archives.open(source, ArchiveConfig.from(Configuration.load(null))))
        .isInstanceOfSatisfying(ArchiveException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessageContainingAll(words);
  }

  private static Source kind(Path location, SourceKind kind) {
    return source(location.toString()).toBuilder().setKind(kind).build();
  }

  private static Source source(String location) {
    return Source.newBuilder().setLocation(location).build();
  }
}
