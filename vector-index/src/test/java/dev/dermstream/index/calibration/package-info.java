@NullMarked
package dev.dermstream.index.calibration;

import org.jspecify.annotations.NullMarked;
