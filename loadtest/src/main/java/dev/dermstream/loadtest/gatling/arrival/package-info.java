/**
 * The open model: a rate over time and a seed enter; when each request is due, and users of Gatling
 * that start then, leave.
 */
@NullMarked
package dev.dermstream.loadtest.gatling.arrival;

import org.jspecify.annotations.NullMarked;
