package dev.dermstream.trainer.finetune;

import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.trainer.dataset.PictureReader;
import dev.dermstream.trainer.finetune.recipe.Recipe;
import dev.dermstream.trainer.finetune.recipe.RecipeFile;
import dev.dermstream.trainer.finetune.recipe.Variant;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;

/** Runs of some steps with the demonstration model, in this process or one of its own. */
final class SmallRun {
  static final Path BASE = Path.of("../releases/demonstration/model").toAbsolutePath().normalize();

  /** What makes any recipe small. */
  private static final String SMALL =
      """
      recipe {
        base-bits = 32
        context = 1024
        lora { rank = 4, dropout = 0.1 }
        training { batch = 4, accumulate = 1, steps = 4, epochs = 0, learning-rate = 1e-3 }
        training { warmup-steps = 1, checkpoint-every = 1 }
        evaluation { every = 2, examples = 8, keep = 2 }
        data { validation-share = 0.34, shares = [0.7, 0.3], group-by = patient }
        test { images = 2, max-new-tokens = 8, replicates = 100 }
      }
      """;

  private SmallRun() {}

  /** A recipe with some settings of its own. */
  static Recipe recipe(Path folder, String name, String settings) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("own.conf"),
            "include classpath(\"recipes/%s.conf\")%n%s%nrecipe { %s }%n"
                .formatted(name, SMALL, settings));
    return RecipeFile.read(file.toString(), Variant.PAPER);
  }

  /** A run that keeps features in its own folder. */
  static FineTuneRequest request(Recipe recipe, Path data, Path out, boolean resume) {
    return request(recipe, data, out, Optional.empty(), resume);
  }

  static FineTuneRequest request(
      Recipe recipe, Path data, Path out, Optional<Path> features, boolean resume) {
    return new FineTuneRequest(
        recipe, data, Optional.empty(), BASE, out, features, OptionalInt.empty(), 3, resume);
  }

  static PictureReader reader() {
    return bytes -> {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
      if (image == null) {
        throw new IOException("it is no image");
      }
      byte[] rgb = new byte[image.getWidth() * image.getHeight() * 3];
      int place = 0;
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          int pixel = image.getRGB(x, y);
          rgb[place++] = (byte) (pixel >> 16);
          rgb[place++] = (byte) (pixel >> 8);
          rgb[place++] = (byte) pixel;
        }
      }
      return new RgbImage(image.getWidth(), image.getHeight(), rgb);
    };
  }

  /** A run in a process of its own: recipe file, data, out, {@code resume} or not. */
  public static void main(String[] arguments) {
    try {
      Recipe recipe = RecipeFile.read(arguments[0], Variant.PAPER);
      FineTuneRequest request =
          request(
              recipe, Path.of(arguments[1]), Path.of(arguments[2]), arguments[3].equals("resume"));
      new FineTuning(request, reader()).run();
    } catch (IOException e) {
      System.err.println("dermstream: " + e.getMessage());
      System.exit(1);
    }
  }
}
