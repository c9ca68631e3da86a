/**
 * Labels as answers. An image's features, a prompt and the tokens of labels enter; for each label
 * the logarithm of the probability leaves that the model answers with it and nothing else.
 */
@NullMarked
package dev.dermstream.node.rank;

import org.jspecify.annotations.NullMarked;
