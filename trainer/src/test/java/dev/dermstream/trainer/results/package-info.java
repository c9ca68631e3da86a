@NullMarked
package dev.dermstream.trainer.results;

import org.jspecify.annotations.NullMarked;
