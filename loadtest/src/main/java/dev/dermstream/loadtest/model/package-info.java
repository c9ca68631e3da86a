/** Models made for load tests, with seeded random weights: a folder enters, ONNX files leave. */
@NullMarked
package dev.dermstream.loadtest.model;

import org.jspecify.annotations.NullMarked;
