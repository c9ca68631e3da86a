@NullMarked
package dev.dermstream.trainer.report;

import org.jspecify.annotations.NullMarked;
