package dev.dermstream.node.server;

import dev.dermstream.v1.Region;

/**
 * A part of an image that is to be encoded.
 *
 * @param region where it lies
 */
record Cutting(Picture picture, Region region) {}
