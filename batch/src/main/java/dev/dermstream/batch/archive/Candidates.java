package dev.dermstream.batch.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Which files of a folder are listed. */
enum Candidates {
  /** Those that look like images by name. */
  BY_NAME {
    @Override
    boolean mayBe(String name) {
      return ImageNames.looksLikeImage(name);
    }

    @Override
    boolean is(Path file) {
      return true;
    }
  },
  /** Those that are DICOM by their bytes (PS3.10, 7.1), but for the directory of a medium. */
  DICOM {
    @Override
    boolean mayBe(String name) {
      return !name.equalsIgnoreCase("DICOMDIR");
    }

    @Override
    boolean is(Path file) throws IOException {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] head = in.readNBytes(PREAMBLE + MAGIC.length);
        return head.length == PREAMBLE + MAGIC.length
            && Arrays.equals(head, PREAMBLE, head.length, MAGIC, 0, MAGIC.length);
      }
    }
  };

  private static final int PREAMBLE = 128;
  private static final byte[] MAGIC = "DICM".getBytes(US_ASCII);

  /** Whether a file of this name, without its folder, may be one. */
  abstract boolean mayBe(String name);

  /** Whether the file that may be one is. */
  abstract boolean is(Path file) throws IOException;
}
