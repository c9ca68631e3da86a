/**
 * A model ready to serve. A model directory enters; an encoder, a generator and an image processor
 * that fit together leave, tried out once.
 */
@NullMarked
package dev.dermstream.node.model;

import org.jspecify.annotations.NullMarked;
