package dev.dermstream.trainer.lesion;

/** What a scene shows: a class of some data set. */
public interface Condition {

  /** The diagnosis in both languages. */
  Wording wording();
}
