package dev.dermstream.loadtest.gatling.picture;

import com.google.protobuf.ByteString;
import dev.dermstream.loadtest.pacs.PhotographObjects;
import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.lesion.LesionPainter;
import dev.dermstream.trainer.lesion.PictureFiles;
import dev.dermstream.trainer.lesion.SceneSampler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Photographs that the project draws, of all classes in turn, as JPEG files and as DICOM objects of
 * these files. The same seed gives the same ones. Thread-safe.
 */
public final class DrawnPictures {
  /** Where a feeder puts the bytes, a {@link ByteString}. */
  public static final String IMAGE = "image";

  /** They are held in memory, twice. */
  public static final int MOST = 2_000;

  private static final int WIDTH = 600;
  private static final int HEIGHT = 450;

  private final List<ByteString> photographs;
  private final List<ByteString> objects;

  private DrawnPictures(List<ByteString> photographs, List<ByteString> objects) {
    this.photographs = photographs;
    this.objects = objects;
  }

  /**
   * Draws them, on all processors.
   *
   * @param count 1 to {@link #MOST}
   */
  public static DrawnPictures draw(int count, long seed) {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException("images must be 1 to %d, not %d".formatted(MOST, count));
    }
    List<byte[]> files =
        IntStream.range(0, count).parallel().mapToObj(i -> photograph(i, seed + i)).toList();
    PhotographObjects dicom = new PhotographObjects(files, WIDTH, HEIGHT);
    return new DrawnPictures(
        files.stream().map(ByteString::copyFrom).toList(),
        IntStream.range(0, count).mapToObj(dicom::object).map(ByteString::copyFrom).toList());
  }

  private static byte[] photograph(int number, long seed) {
    RgbImage picture =
        new LesionPainter()
            .paint(
                new SceneSampler().sample(number % LesionClass.count(), generator(seed)),
                WIDTH,
                HEIGHT);
    try {
      return PictureFiles.jpeg(picture);
    } catch (IOException e) {
      // Into memory.
      throw new UncheckedIOException(e);
    }
  }

  private static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** The photograph of that place, any number of them round and round. */
  public ByteString photograph(int index) {
    return photographs.get(Math.floorMod(index, photographs.size()));
  }

  /**
   * A feeder without end: pictures at random, put under {@link #IMAGE}.
   *
   * @param dicomShare of them that are DICOM objects, 0 to 1
   */
  public Iterator<Map<String, Object>> feeder(double dicomShare, long seed) {
    RandomGenerator random = generator(seed);
    return Stream.generate(
            () -> {
              List<ByteString> kind = random.nextDouble() < dicomShare ? objects : photographs;
              return Map.<String, Object>of(IMAGE, kind.get(random.nextInt(kind.size())));
            })
        .iterator();
  }
}
