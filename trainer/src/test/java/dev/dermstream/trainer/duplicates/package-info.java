@NullMarked
package dev.dermstream.trainer.duplicates;

import org.jspecify.annotations.NullMarked;
