package dev.dermstream.trainer.recipe;

/** A model that takes seconds and learns next to nothing. */
final class TinyModel {
  static final ModelSize SIZE = new ModelSize(32, 8, 2, 32, 1, 32, 1, 1, 400, 1024);

  private TinyModel() {}
}
