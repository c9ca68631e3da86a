/**
 * A thin door to the jobs of batch screening: what a caller asks of jobs enters, the answers of the
 * batch worker that is configured leave. Nothing is kept here.
 */
@NullMarked
package dev.dermstream.gateway.batch;

import org.jspecify.annotations.NullMarked;
