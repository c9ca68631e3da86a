/**
 * gRPC calls as actions of Gatling: a call and a session enter; requests in Gatling's statistics
 * and in the latencies leave.
 */
@NullMarked
package dev.dermstream.loadtest.gatling.action;

import org.jspecify.annotations.NullMarked;
