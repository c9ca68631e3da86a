package dev.dermstream.trainer.region;

import dev.dermstream.trainer.dataset.ManifestRow;
import java.nio.file.Path;

/**
 * An image whose lesions are marked.
 *
 * @param row with its regions
 * @param file where the image lies
 */
public record MarkedImage(ManifestRow row, Path file) {}
