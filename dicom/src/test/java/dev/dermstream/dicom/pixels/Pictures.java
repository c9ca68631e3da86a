package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.codec.CodecProcesses;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.platform.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Reads whole pictures, and the sample files beside these tests. */
final class Pictures implements AutoCloseable {
  static final int MAX_PIXELS = 1 << 20;

  private final CodecProcesses processes = CodecProcesses.usual();
  private final DicomPixels pixels = new DicomPixels(new JdkJpeg(), processes);

  RgbImage read(byte[] file) throws DicomException {
    return read(new ByteArrayInputStream(file));
  }

  RgbImage read(InputStream in) throws DicomException {
    try (DicomFile file = DicomFile.open(in, DicomLimits.ofPixels(MAX_PIXELS))) {
      DicomImage image = file.image();
      return pixels.decode(image, file.frame(image));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] sample(String name) {
    String path = "/dev/dermstream/dicom/samples/" + name;
    try (InputStream in = Objects.requireNonNull(Pictures.class.getResourceAsStream(path), path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.close();
  }
}
