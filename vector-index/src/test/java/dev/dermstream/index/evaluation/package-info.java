@NullMarked
package dev.dermstream.index.evaluation;

import org.jspecify.annotations.NullMarked;
