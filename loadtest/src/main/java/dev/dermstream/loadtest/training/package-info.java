/**
 * How fast the trainer trains: the same step beside PyTorch's C++ interface, the share of the data
 * pipeline, memory over many steps, and a base in four bits beside one in float32. Every contestant
 * is a process of its own; a table leaves.
 */
@NullMarked
package dev.dermstream.loadtest.training;

import org.jspecify.annotations.NullMarked;
