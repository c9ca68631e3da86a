package dev.dermstream.trainer.lesion;

/** Sizes as they are written. */
final class Millimetres {

  private Millimetres() {}

  /** Whole numbers without a fraction, others with one digit. */
  static String text(float sizeMm) {
    int tenths = Math.round(sizeMm * 10);
    return tenths % 10 == 0 ? Integer.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
  }

  /** A size as an answer, of half and whole millimetres. */
  static Wording about(float sizeMm) {
    String size = text(Math.round(2 * sizeMm) / 2f);
    return new Wording("About " + size + " mm", "약 " + size + " mm");
  }
}
