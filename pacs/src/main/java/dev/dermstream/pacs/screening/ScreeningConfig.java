package dev.dermstream.pacs.screening;

import dev.dermstream.v1.Language;
import java.time.Duration;
import java.util.Set;

/**
 * How objects are answered.
 *
 * @param profile that is asked; empty for the default profile of the release
 * @param language of the summaries
 * @param inFlight most objects at the gateway at once
 * @param callTimeout longest wait for one answer
 * @param retryPause first pause after an attempt that failed; doubles up to {@code
 *     longestRetryPause}
 * @param attempts most attempts that failed for another reason than that the cluster is away
 * @param giveUpAfter how long an object waits for a cluster that is away
 * @param burnedInAllowed whether images are sent that say of themselves that a patient can be read
 *     in them
 * @param modalities that may be named to narrow nearest training images
 * @param sites of the body that may be named to narrow nearest training images
 */
public record ScreeningConfig(
    String profile,
    Language language,
    int inFlight,
    Duration callTimeout,
    Duration retryPause,
    Duration longestRetryPause,
    int attempts,
    Duration giveUpAfter,
    boolean burnedInAllowed,
    Set<String> modalities,
    Set<String> sites) {
  public ScreeningConfig {
    modalities = Set.copyOf(modalities);
    sites = Set.copyOf(sites);
  }
}
