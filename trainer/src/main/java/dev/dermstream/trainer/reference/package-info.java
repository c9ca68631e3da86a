/**
 * The eager model as a serving engine, the reference that the exported graphs are compared with: a
 * checkpoint enters, an image encoder and a text decoder of the inference node leave. Slow, exact
 * and simple: texts are decoded row by row, so that none depends on its neighbours.
 */
@NullMarked
package dev.dermstream.trainer.reference;

import org.jspecify.annotations.NullMarked;
