package dev.dermstream.platform.release;

/**
 * One class of a label set.
 *
 * @param idCode the class number that models and clients use, 0 or more
 * @param english name in English
 * @param korean name in Korean
 */
public record LabelName(int idCode, String english, String korean) {}
