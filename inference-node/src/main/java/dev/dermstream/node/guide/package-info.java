/**
 * Guided output. A profile's output form and a tokenizer's vocabulary enter; for every text a guide
 * leaves that masks the scores of all tokens the form does not allow next, steers to a close as the
 * token limit nears, and tells how likely the model found each class where the form names one.
 *
 * <p>A form is a regular language of characters ({@link dev.dermstream.node.guide.Form}), turned
 * into a deterministic automaton over bytes by Lucene and lifted to tokens here: a token may be
 * chosen in a state if the automaton can read all its bytes from there, wherever in a character it
 * ends.
 */
@NullMarked
package dev.dermstream.node.guide;

import org.jspecify.annotations.NullMarked;
