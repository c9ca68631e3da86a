package dev.dermstream.trainer.finetune.loop;

/**
 * What a run has taken so far, those parts included that came before it was interrupted.
 *
 * @param seconds by the clock
 * @param cpuSeconds of all processors
 * @param updateSeconds by the clock, in updates alone
 * @param images drawn for updates
 * @param tokens of their sequences, padding left out
 */
public record Spent(
    double seconds, double cpuSeconds, double updateSeconds, long images, long tokens) {
  static final Spent NOTHING = new Spent(0, 0, 0, 0, 0);
}
