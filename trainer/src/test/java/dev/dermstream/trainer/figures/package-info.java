@NullMarked
package dev.dermstream.trainer.figures;

import org.jspecify.annotations.NullMarked;
