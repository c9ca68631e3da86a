package dev.dermstream.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.batch.v1.Source;
import dev.dermstream.batch.v1.SourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class DicomFolderArchiveTest extends ArchiveContract {
  private static final int MAGIC_AT = 128;

  @Override
  Source source(String location) {
    return super.source(location).toBuilder().setKind(SourceKind.SOURCE_KIND_DICOM).build();
  }

  @Override
  byte[] bytes(String name) {
    return dicom(super.bytes(name));
  }

  @Override
  String make(SequencedMap<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve("images").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return folder.resolve("images").toString();
  }

  @Override
  void remove(String name) throws IOException {
    Files.delete(folder.resolve("images").resolve(name));
  }

  @Test
  void listsWhatIsDicomWhateverItIsCalled() throws Exception {
    Path images = Files.createDirectories(folder.resolve("images"));
    byte[] dicom = dicom(new byte[200]);
    Files.write(images.resolve("report.pdf"), dicom);
    Files.write(images.resolve(".1.2.3"), dicom);
    Files.write(images.resolve("shortest"), Arrays.copyOf(dicom, MAGIC_AT + 4));
    Files.write(images.resolve("too-short.dcm"), Arrays.copyOf(dicom, MAGIC_AT + 3));
    Files.write(images.resolve("other.dcm"), new byte[200]);
    Files.write(images.resolve("dicomdir"), dicom);

    assertThat(listed(images.toString()))
        .extracting(Entry::name)
        .containsExactly(".1.2.3", "report.pdf", "shortest");
  }

  private static byte[] dicom(byte[] bytes) {
    byte[] whole = Arrays.copyOf(bytes, Math.max(bytes.length, MAGIC_AT + 4));
    System.arraycopy(new byte[] {'D', 'I', 'C', 'M'}, 0, whole, MAGIC_AT, 4);
    return whole;
  }
}
