package dev.dermstream.index.projection;

/**
 * A place on a {@link PrincipalPlane}, in units of the embedding space.
 *
 * @param x along the axis of most variance
 * @param y along the second
 */
public record PlanePoint(double x, double y) {}
