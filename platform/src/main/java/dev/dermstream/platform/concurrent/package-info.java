/** Work on other threads: a task comes in, its result or its failure goes out. */
@NullMarked
package dev.dermstream.platform.concurrent;

import org.jspecify.annotations.NullMarked;
