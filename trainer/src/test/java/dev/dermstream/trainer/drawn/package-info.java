@NullMarked
package dev.dermstream.trainer.drawn;

import org.jspecify.annotations.NullMarked;
