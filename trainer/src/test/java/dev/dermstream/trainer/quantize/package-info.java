@NullMarked
package dev.dermstream.trainer.quantize;

import org.jspecify.annotations.NullMarked;
