package dev.dermstream.trainer.duplicates;

/**
 * One of two that are nearly the same.
 *
 * @param manifest the side
 * @param identifier of the row
 * @param kind {@code image}, {@code caption}, {@code description} or {@code question}
 * @param text that is nearly the same, of a question with its answer; of an image its path
 */
public record Copy(String manifest, String identifier, String kind, String text) {}
