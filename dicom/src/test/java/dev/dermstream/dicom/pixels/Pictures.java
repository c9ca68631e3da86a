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
public final class Pictures implements AutoCloseable {
  public static final int MAX_PIXELS = 1 << 20;

  private final CodecProcesses processes = CodecProcesses.usual();
  private final DicomPixels pixels = new DicomPixels(new JdkJpeg(), processes);

  public RgbImage read(byte[] file) throws DicomException {
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

  /** What a file's frame shows. */
  public RgbImage decode(Frame frame) throws DicomException {
    return pixels.decode(frame.image(), frame.bytes().clone());
  }

  /** A frame as it lies in a file, and what describes it. */
  @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
  public record Frame(DicomImage image, byte[] bytes) {
    public static Frame of(byte[] file) throws DicomException {
      try (DicomFile opened =
          DicomFile.open(new ByteArrayInputStream(file), DicomLimits.ofPixels(MAX_PIXELS))) {
        DicomImage image = opened.image();
        return new Frame(image, opened.frame(image));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    public Frame with(byte[] other) {
      return new Frame(image, other);
    }
  }

  public static byte[] sample(String name) {
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
