/** Tests of the eager backend against numbers that this project did not compute. */
@NullMarked
package dev.dermstream.trainer.eager;

import org.jspecify.annotations.NullMarked;
