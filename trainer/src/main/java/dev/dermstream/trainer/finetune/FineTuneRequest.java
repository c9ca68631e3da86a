package dev.dermstream.trainer.finetune;

import dev.dermstream.trainer.finetune.recipe.Recipe;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A run.
 *
 * @param recipe how
 * @param data folder of manifests, as {@link dev.dermstream.trainer.finetune.data.DataFolder} reads
 *     it
 * @param images folder of the images, where it is elsewhere
 * @param base Hugging Face folder of the base model
 * @param out run folder: new, empty, or that of an interrupted run
 * @param features folder in which features of pictures are kept for other runs with the same base;
 *     otherwise they are kept in the run folder until its end
 * @param limit most images of training and of test
 * @param seed of adapter, order and dropout
 * @param resume whether an interrupted run goes on
 */
public record FineTuneRequest(
    Recipe recipe,
    Path data,
    Optional<Path> images,
    Path base,
    Path out,
    Optional<Path> features,
    OptionalInt limit,
    long seed,
    boolean resume) {}
