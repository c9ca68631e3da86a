/**
 * The node beside the bare engine and beside other servers, in one run: pictures and a model enter;
 * tables leave. The measured servers are processes of their own; this one holds the client.
 */
@NullMarked
package dev.dermstream.loadtest.benchmark;

import org.jspecify.annotations.NullMarked;
