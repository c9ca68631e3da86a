/**
 * Descriptions and questions: rows of a manifest and knowledge of their classes enter, rows with
 * texts leave, composed here or written by a chat model. What a model writes is held against the
 * knowledge, and what cannot be used is counted and asked for again.
 */
@NullMarked
package dev.dermstream.trainer.describe;

import org.jspecify.annotations.NullMarked;
