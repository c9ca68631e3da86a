package dev.dermstream.trainer.finetune.data;

import dev.dermstream.trainer.dataset.ManifestRow;
import java.nio.file.Path;

/**
 * An image of a side and what is known of it.
 *
 * @param row of the manifest
 * @param file where it lies
 * @param digest SHA-256 of the file when the run began
 */
public record Picture(ManifestRow row, Path file, String digest) {}
