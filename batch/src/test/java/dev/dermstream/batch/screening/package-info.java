@NullMarked
package dev.dermstream.batch.screening;

import org.jspecify.annotations.NullMarked;
