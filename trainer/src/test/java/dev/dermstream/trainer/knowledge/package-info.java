@NullMarked
package dev.dermstream.trainer.knowledge;

import org.jspecify.annotations.NullMarked;
