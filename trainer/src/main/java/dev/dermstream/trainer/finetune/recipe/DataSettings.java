package dev.dermstream.trainer.finetune.recipe;

import dev.dermstream.trainer.dataset.GroupBy;
import dev.dermstream.trainer.dataset.ManifestRow;
import java.util.List;

/**
 * Which images are trained on.
 *
 * @param groupBy what is never on two sides
 * @param shares of training and test, or of training, validation and test
 * @param validationShare of the training side, where the data bring no validation of their own
 * @param splitSeed of both splits
 * @param images most images of the training side; 0 for all
 * @param badImages what an image that cannot be read does
 * @param mirrored whether pictures may be mirrored where their text stays true
 * @param upended whether they may be turned upside down, likewise
 */
public record DataSettings(
    GroupBy groupBy,
    List<Double> shares,
    double validationShare,
    long splitSeed,
    int images,
    BadImages badImages,
    boolean mirrored,
    boolean upended) {
  public DataSettings {
    shares = List.copyOf(shares);
  }

  /** Patient or paper of a row; empty where images stand alone. */
  public String groupOf(ManifestRow row) {
    return groupBy == GroupBy.IMAGE ? "" : groupBy.of(row);
  }
}
