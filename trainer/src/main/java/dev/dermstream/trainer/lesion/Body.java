package dev.dermstream.trainer.lesion;

/**
 * One outlined body of a lesion. Lengths are in picture heights from the picture's middle, x to the
 * right, y down, so that they hold for every resolution.
 *
 * @param radius mean radius
 * @param aspect length over breadth, at least 1
 * @param cosine cosine of the rotation of the long axis from x
 * @param sine sine of the same
 * @param texture seed of its outline and texture
 */
public record Body(
    float centreX,
    float centreY,
    float radius,
    float aspect,
    float cosine,
    float sine,
    long texture) {}
