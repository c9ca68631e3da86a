/**
 * What the trained model says of the test side: rows and the best adapter enter, texts,\n *
 * probabilities and their figures leave.
 */
@NullMarked
package dev.dermstream.trainer.finetune.answer;

import org.jspecify.annotations.NullMarked;
