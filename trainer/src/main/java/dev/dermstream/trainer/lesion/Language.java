package dev.dermstream.trainer.lesion;

/** The languages that texts are composed in. */
public enum Language {
  ENGLISH,
  KOREAN
}
