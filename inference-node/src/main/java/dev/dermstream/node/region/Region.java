package dev.dermstream.node.region;

/**
 * A part of a picture that is answered.
 *
 * @param box what is cut out
 * @param found whether a lesion lies in it; false for the whole of a picture without one
 * @param probability mean over the lesion's cells, 0 to 1; 0 where none was found
 */
public record Region(Box box, boolean found, double probability) {}
