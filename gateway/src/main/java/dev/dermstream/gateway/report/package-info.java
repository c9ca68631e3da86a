/**
 * The report: a node's answer and an index's answer enter, {@link dev.dermstream.v1.Report} and its
 * XML and JSON leave. Pure functions, no network.
 */
@NullMarked
package dev.dermstream.gateway.report;

import org.jspecify.annotations.NullMarked;
