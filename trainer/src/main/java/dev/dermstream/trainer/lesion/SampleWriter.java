package dev.dermstream.trainer.lesion;

import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.trainer.lesion.PictureFiles.Subsampling;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes the folder {@code samples/}: drawings in every kind of file that is accepted, and two
 * files that must be refused.
 *
 * <p>Every picture is drawn anew from its seed, with a seed of its own that no training uses.
 * Drawings were chosen that the demonstration model answers rightly: they show the way of a good
 * answer and measure nothing. What the model gets wrong is counted in its release's metrics.
 */
public final class SampleWriter {

  /** Seed of the sample pictures; kept apart from those of training and evaluation. */
  public static final long SEED = 0x5A3B1E5L;

  private static final int WIDTH = 600;
  private static final int HEIGHT = 450;
  private static final int SMALL_WIDTH = 256;
  private static final int SMALL_HEIGHT = 192;
  private static final float QUALITY = 0.85f;

  /** One drawn picture: its class and which drawing of the class it is. */
  private record Choice(LesionClass lesionClass, int variant) {

    LesionSample draw(int width, int height) {
      long index = lesionClass.idCode() + (long) LesionClass.count() * variant;
      return new LesionDataset(SEED, width, height).draw(index);
    }

    RgbImage picture(int width, int height) {
      return draw(width, height).picture();
    }
  }

  private SampleWriter() {}

  /** Writes all samples into a directory, which is made if it is not there. */
  public static void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    jpeg(directory, "actinic-keratosis-01.jpg", LesionClass.ACTINIC_KERATOSIS, 1);
    jpeg(directory, "basal-cell-carcinoma-01.jpg", LesionClass.BASAL_CELL_CARCINOMA, 0);
    jpeg(directory, "dermatofibroma-01.jpg", LesionClass.DERMATOFIBROMA, 0);
    jpeg(directory, "hemangioma-01.jpg", LesionClass.HEMANGIOMA, 0);
    jpeg(directory, "melanoma-01.jpg", LesionClass.MALIGNANT_MELANOMA, 3);
    jpeg(directory, "nevus-01.jpg", LesionClass.MELANOCYTIC_NEVUS, 0);
    jpeg(directory, "seborrheic-keratosis-01.jpg", LesionClass.SEBORRHEIC_KERATOSIS, 0);
    jpeg(directory, "verruca-01.jpg", LesionClass.VERRUCA_VULGARIS, 0);
    png(directory);
    dicom(directory);
    broken(directory);
  }

  private static void jpeg(Path directory, String file, LesionClass lesionClass, int variant)
      throws IOException {
    RgbImage picture = new Choice(lesionClass, variant).picture(WIDTH, HEIGHT);
    Files.write(
        directory.resolve(file), PictureFiles.jpeg(picture, QUALITY, Subsampling.HALF_BOTH));
  }

  private static void png(Path directory) throws IOException {
    Choice granuloma = new Choice(LesionClass.PYOGENIC_GRANULOMA, 1);
    Files.write(
        directory.resolve("pyogenic-granuloma-01.png"),
        PictureFiles.pngWithAlpha(granuloma.picture(SMALL_WIDTH, SMALL_HEIGHT)));
    Choice milia = new Choice(LesionClass.MILIA, 0);
    Files.write(
        directory.resolve("milia-01.png"),
        PictureFiles.png16(milia.picture(SMALL_WIDTH, SMALL_HEIGHT)));
  }

  private static void dicom(Path directory) throws IOException {
    LesionSample carcinoma =
        new Choice(LesionClass.SQUAMOUS_CELL_CARCINOMA, 1).draw(SMALL_WIDTH, SMALL_HEIGHT);
    Files.write(
        directory.resolve("squamous-cell-carcinoma-01.dcm"),
        photograph("squamous-cell-carcinoma-01", 1, carcinoma).uncompressed(carcinoma.picture()));
    LesionSample bowen = new Choice(LesionClass.BOWENS_DISEASE, 0).draw(WIDTH, HEIGHT);
    byte[] jpeg = PictureFiles.jpeg(bowen.picture(), QUALITY, Subsampling.HALF_ROWS);
    Files.write(
        directory.resolve("bowens-disease-01.dcm"),
        photograph("bowens-disease-01", 2, bowen).jpegBaseline(bowen.picture(), jpeg));
  }

  private static DicomPhotograph photograph(String name, int series, LesionSample sample) {
    return new DicomPhotograph(
        name,
        series,
        "Drawn: %s, %s"
            .formatted(
                sample.scene().condition().wording().english(),
                sample.scene().site().wording().english()));
  }

  private static void broken(Path directory) throws IOException {
    RgbImage nevus = new Choice(LesionClass.MELANOCYTIC_NEVUS, 1).picture(WIDTH, HEIGHT);
    byte[] whole = PictureFiles.jpeg(nevus, QUALITY, Subsampling.HALF_BOTH);
    Files.write(directory.resolve("truncated.jpg"), Arrays.copyOf(whole, whole.length * 3 / 5));
    Files.write(
        directory.resolve("notes.jpg"),
        "This is a text file that is only called a JPEG. It must be refused.\n"
            .getBytes(StandardCharsets.UTF_8));
  }
}
