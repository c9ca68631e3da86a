package dev.dermstream.index.search;

/**
 * One training vector near a query.
 *
 * @param row its number in the training set, from 0
 * @param identifier name of its image
 * @param idCode its class
 * @param attributes of its image
 * @param cosine -1 to 1
 */
public record Neighbor(
    int row, String identifier, int idCode, ImageAttributes attributes, double cosine) {}
