/**
 * The model repository. A directory of models with their {@code serving.properties} enters; models
 * that answer named tensors leave, and those that answer as profiles go to their host, each
 * replaced while it serves. What cannot be served is refused by name when it is loaded and never
 * takes the node down.
 */
@NullMarked
package dev.dermstream.node.repository;

import org.jspecify.annotations.NullMarked;
