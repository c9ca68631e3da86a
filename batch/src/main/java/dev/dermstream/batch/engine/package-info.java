/**
 * Runs jobs on Hazelcast Jet: one pipeline for each phase of a job, spread over the workers. In go
 * jobs of the ledger, out comes their end in the ledger; what a pipeline itself remembers does not
 * matter, and it is begun anew whenever a worker comes or goes.
 */
@NullMarked
package dev.dermstream.batch.engine;

import org.jspecify.annotations.NullMarked;
