@NullMarked
package dev.dermstream.trainer.chat;

import org.jspecify.annotations.NullMarked;
