@NullMarked
package dev.dermstream.trainer.dataset;

import org.jspecify.annotations.NullMarked;
