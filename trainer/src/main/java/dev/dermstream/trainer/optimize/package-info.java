/**
 * How training moves: the constants of AdamW and learning-rate schedules. A step's number enters,
 * its learning rate leaves. The update itself belongs to a backend ({@code eager.AdamW}).
 */
@NullMarked
package dev.dermstream.trainer.optimize;

import org.jspecify.annotations.NullMarked;
