package dev.dermstream.trainer.lesion;

/** One thing that is painted on a body. */
@FunctionalInterface
interface Layer {
  void paint(Texel texel);
}
