@NullMarked
package dev.dermstream.trainer.describe;

import org.jspecify.annotations.NullMarked;
