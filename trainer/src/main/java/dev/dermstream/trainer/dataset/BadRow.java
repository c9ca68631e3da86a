package dev.dermstream.trainer.dataset;

/**
 * A row that is left out.
 *
 * @param place where it stands
 * @param reason what is wrong with it, for a person
 */
public record BadRow(Place place, String reason) {
  @Override
  public String toString() {
    return place + ": " + reason;
  }
}
