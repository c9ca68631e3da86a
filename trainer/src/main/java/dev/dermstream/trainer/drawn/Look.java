package dev.dermstream.trainer.drawn;

import dev.dermstream.trainer.lesion.Condition;
import dev.dermstream.trainer.lesion.Presentation;

/** A condition and how it presents in the pictures of a set. */
record Look(Condition condition, Presentation presentation) {}
