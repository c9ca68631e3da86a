/**
 * Load tests on Gatling: the name of a simulation and parameters enter; Gatling's report, latencies
 * in microseconds and an exit status leave.
 *
 * <p>A simulation is a {@link dev.dermstream.loadtest.gatling.Plan}: users and what must hold of
 * them. {@link dev.dermstream.loadtest.gatling.Run} is the one class that Gatling knows; it starts
 * the servers, warms them up, lets the plan run and writes the latencies down.
 */
@NullMarked
package dev.dermstream.loadtest.gatling;

import org.jspecify.annotations.NullMarked;
