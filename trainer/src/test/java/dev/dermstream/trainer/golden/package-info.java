/** Reference numbers: resources enter, tensors and expectations leave. */
@NullMarked
package dev.dermstream.trainer.golden;

import org.jspecify.annotations.NullMarked;
