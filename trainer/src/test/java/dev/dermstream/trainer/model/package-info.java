/** Tests of the model family that hold for every backend. */
@NullMarked
package dev.dermstream.trainer.model;

import org.jspecify.annotations.NullMarked;
