package dev.dermstream.trainer.recipe;

/** A recipe that takes seconds and learns next to nothing. */
final class TinyRecipe {
  static final ModelSize SIZE = new ModelSize(32, 8, 2, 32, 1, 32, 1, 1, 400, 1024);

  private TinyRecipe() {}

  static RecipeConfig of(long seed) {
    return new RecipeConfig(
        seed,
        60,
        30,
        15,
        30,
        15,
        SIZE,
        new StageConfig(3, 1, 1e-3, 0.01, 1),
        new StageConfig(6, 1, 1e-3, 0.01, 1),
        new BatchSizes(4, 4));
  }
}
