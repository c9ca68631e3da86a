/**
 * From an encoded image and words to an answer. A profile's template, a text and image features
 * enter; pieces of text leave as they are generated, each made of whole characters. Many texts are
 * written at once: {@link dev.dermstream.node.generate.ContinuousGenerator}.
 */
@NullMarked
package dev.dermstream.node.generate;

import org.jspecify.annotations.NullMarked;
