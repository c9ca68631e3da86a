package dev.dermstream.trainer.drawn;

import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.trainer.dataset.ManifestRow;

/**
 * A picture of a drawn set.
 *
 * @param row what is known of it; its image is a path to which the picture can be written as JPEG
 */
public record DrawnPicture(RgbImage picture, ManifestRow row) {}
