package dev.dermstream.node.engine;

/**
 * What a region finder gives for one picture.
 *
 * @param logits {@code [height, width]}, row-major: the log-odds that a cell is lesion
 * @param width columns of cells
 * @param height rows of cells
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over without a copy; compared nowhere.
public record LesionScores(float[] logits, int width, int height) {}
