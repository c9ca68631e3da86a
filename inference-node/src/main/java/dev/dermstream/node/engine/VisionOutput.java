package dev.dermstream.node.engine;

import dev.dermstream.platform.safetensors.Tensor;
import java.util.Optional;

/**
 * What the vision encoder's graph gives for a batch of pictures.
 *
 * @param imageFeatures {@code [images, tokens, text hidden]}
 * @param lastHiddenState {@code [images, patches, vision hidden]}, where the export has it
 * @param imageEmbeds {@code [images, dimension]}, where the export has it
 */
public record VisionOutput(
    Tensor imageFeatures, Optional<Tensor> lastHiddenState, Optional<Tensor> imageEmbeds) {}
