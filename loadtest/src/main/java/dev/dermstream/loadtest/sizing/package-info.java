/**
 * How many nodes a load needs. Measured times of batches and a load enter; throughput, utilisation
 * and latency leave, and the plan of a cluster. The model (curve, shape, demand, {@link
 * dev.dermstream.loadtest.sizing.QueueModel}) is pure: equal inputs give equal figures. {@link
 * dev.dermstream.loadtest.sizing.Sizing} holds it against a real gateway before simulated nodes.
 */
@NullMarked
package dev.dermstream.loadtest.sizing;

import org.jspecify.annotations.NullMarked;
