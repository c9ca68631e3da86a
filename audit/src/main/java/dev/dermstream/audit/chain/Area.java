package dev.dermstream.audit.chain;

/**
 * The part of an image that was answered, in pixels of the image as it is displayed.
 *
 * @param found whether a lesion was found in it
 */
public record Area(boolean found, int x, int y, int width, int height) {}
