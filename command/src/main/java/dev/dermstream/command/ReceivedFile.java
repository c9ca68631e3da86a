package dev.dermstream.command;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.function.Function;

/** Writes what comes in pieces; a file that broke off is never seen under its name. */
final class ReceivedFile {
  private ReceivedFile() {}

  static <P> void write(Path file, Iterator<P> pieces, Function<P, ByteString> bytes)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path partial = Files.createTempFile(folder, String.valueOf(file.getFileName()), ".partial");
    try {
      try (OutputStream out = Files.newOutputStream(partial)) {
        while (pieces.hasNext()) {
          bytes.apply(pieces.next()).writeTo(out);
        }
      }
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
    System.out.println(file);
  }
}
