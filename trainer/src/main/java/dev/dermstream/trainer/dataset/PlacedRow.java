package dev.dermstream.trainer.dataset;

/**
 * A row and where it was read.
 *
 * @param place for messages
 * @param row that can be used
 */
public record PlacedRow(Place place, ManifestRow row) {}
