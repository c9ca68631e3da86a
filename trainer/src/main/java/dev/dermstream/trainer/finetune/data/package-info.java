/**
 * What is trained on: a folder of manifests and images enters, the rows of three sides that share
 * no\n * group leave, and pictures as the encoder takes them.
 */
@NullMarked
package dev.dermstream.trainer.finetune.data;

import org.jspecify.annotations.NullMarked;
