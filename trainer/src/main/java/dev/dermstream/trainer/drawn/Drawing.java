package dev.dermstream.trainer.drawn;

import dev.dermstream.trainer.lesion.Condition;
import java.util.List;

/** How the pictures of one set are drawn. Stateless and thread-safe. */
interface Drawing {

  /** The classes; index i shows class {@code i % classes}. */
  List<? extends Condition> classes();

  /** Draws one picture. */
  DrawnPicture draw(Place place, int width, int height);
}
