package dev.dermstream.trainer.drawn;

import dev.dermstream.trainer.lesion.Condition;
import dev.dermstream.trainer.lesion.LesionClass;
import dev.dermstream.trainer.lesion.Presentation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The drawn sets. Each is endless and balanced: index i shows class {@code i % classes}. A picture
 * depends on set, seed and index alone, so any part can be drawn at any time, in any order, by any
 * number of threads; pictures of one patient or paper have neighbouring indices of their class.
 */
public enum DrawnSet {
  /** Close photographs of 15 skin tumours. */
  TUMOUR15("tumour15", 256, 192, new LesionDrawing(tumours())),
  /** Photographs of eight pigmented conditions. */
  PIGMENTED8("pigmented8", 256, 192, new LesionDrawing(PigmentedCondition.looks())),
  /** Figures of papers about bacterial infections, with captions and questions in English. */
  BACTERIAL("bacterial", 256, 192, new BacterialDrawing()),
  /** Six conditions in three modalities: clinical, dermoscopic, pathology. */
  MM_SKIN("mm-skin", 256, 192, new ModalityDrawing()),
  /** Wide photographs in which one to three of the 15 tumours lie small; each has its region. */
  FULL_FRAME("full-frame", 640, 480, new FrameDrawing());

  private final String name;
  private final int width;
  private final int height;

  @SuppressWarnings("ImmutableEnumChecker") // every drawing is stateless
  private final Drawing drawing;

  DrawnSet(String name, int width, int height, Drawing drawing) {
    this.name = name;
    this.width = width;
    this.height = height;
    this.drawing = drawing;
  }

  /**
   * The set of a name.
   *
   * @throws IllegalArgumentException naming all sets if there is none
   */
  public static DrawnSet named(String name) {
    return Arrays.stream(values())
        .filter(set -> set.name.equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("no set is called " + name + "; these are: " + names()));
  }

  /** All names, separated by commas. */
  public static String names() {
    return Arrays.stream(values()).map(DrawnSet::setName).collect(Collectors.joining(", "));
  }

  /** Its name in commands and manifests. */
  public String setName() {
    return name;
  }

  /** Columns that its pictures have unless others are asked for. */
  public int defaultWidth() {
    return width;
  }

  /** Rows that its pictures have unless others are asked for. */
  public int defaultHeight() {
    return height;
  }

  /** The classes, in the order of the indices that show them. */
  public List<Condition> classes() {
    return List.copyOf(drawing.classes());
  }

  /**
   * Draws one picture.
   *
   * @param index 0 or more
   * @param width columns, at least 32
   * @param height rows, at least 32; the same picture at every size
   */
  public DrawnPicture draw(long seed, long index, int width, int height) {
    if (index < 0) {
      throw new IndexOutOfBoundsException(index);
    }
    return drawing.draw(new Place(name, seed, index), width, height);
  }

  private static List<Look> tumours() {
    return Arrays.stream(LesionClass.values())
        .map(tumour -> new Look(tumour, Presentation.of(tumour)))
        .toList();
  }
}
