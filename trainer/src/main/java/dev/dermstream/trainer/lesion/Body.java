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
    long texture) {

  Body moved(float turnCosine, float turnSine, float closer, float x, float y) {
    return new Body(
        closer * (centreX * turnCosine - centreY * turnSine) + x,
        closer * (centreX * turnSine + centreY * turnCosine) + y,
        closer * radius,
        aspect,
        cosine * turnCosine - sine * turnSine,
        sine * turnCosine + cosine * turnSine,
        texture);
  }
}
