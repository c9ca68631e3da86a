package dev.dermstream.trainer.drawn;

/**
 * Deals the pictures of one class to groups of several sizes, which take turns: patients with one
 * to three pictures, papers with two to six figures.
 */
enum Groups {
  PATIENTS("patient", 1, 3),
  PAPERS("paper", 2, 6);

  private static final int MOST_CLASSES = 64;

  private final String word;
  private final int smallest;
  private final int largest;
  private final int turn;

  Groups(String word, int smallest, int largest) {
    this.word = word;
    this.smallest = smallest;
    this.largest = largest;
    turn = (smallest + largest) * (largest - smallest + 1) / 2;
  }

  /**
   * Where a picture belongs.
   *
   * @param name unique in the data set
   * @param key unique in the set and seed
   * @param member 0 for the first picture of the group
   */
  record Member(String name, long key, int member) {}

  /**
   * The group of a picture.
   *
   * @param classNumber 0 to 63; the groups of a class are its own
   * @param round number of the picture in its class, 0 or more
   */
  Member of(Place place, int classNumber, long round) {
    long number = round / turn * (largest - smallest + 1);
    int left = (int) (round % turn);
    for (int size = smallest; left >= size; size++) {
      left -= size;
      number++;
    }
    return new Member(
        "%s-%d-%s-%d-%d".formatted(place.set(), place.seed(), word, classNumber, number),
        number * MOST_CLASSES + classNumber,
        left);
  }
}
