/**
 * What becomes of one file: read, told apart from those with the same bytes, asked of the gateway
 * until there is an answer or none can be had. In goes a file of a job, out comes its conclusion.
 * Knows nothing of the engine that runs it.
 */
@NullMarked
package dev.dermstream.batch.screening;

import org.jspecify.annotations.NullMarked;
