package dev.dermstream.pacs.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.pacs.report.CodeMap;
import dev.dermstream.pacs.screening.Gateway;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.Release;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway that is asked for nothing before it is known that the hospital has a code for every
 * class that it may answer. Until then objects wait. Thread-safe.
 */
final class ConfirmedGateway implements Gateway {
  private static final Logger log = LoggerFactory.getLogger(ConfirmedGateway.class);

  private final Gateway gateway;
  private final CodeMap codes;
  private final String profile;
  private volatile boolean confirmed;

  /**
   * @param profile that is asked; empty for the release's default
   */
  ConfirmedGateway(Gateway gateway, CodeMap codes, String profile) {
    this.gateway = gateway;
    this.codes = codes;
    this.profile = profile;
  }

  /**
   * Holds the codes against what the gateway serves.
   *
   * @throws ConfigurationException with every class that has no code
   * @throws io.grpc.StatusRuntimeException if the gateway cannot tell what it serves
   */
  void confirm(Duration timeout) {
    Release release = gateway.release(timeout);
    String name = profile.isEmpty() ? release.getDefaultProfile() : profile;
    List<ProfileInfo> asked =
        release.getProfilesList().stream().filter(one -> one.getName().equals(name)).toList();
    if (asked.isEmpty()) {
      throw new ConfigurationException(
          List.of("the release %s has no profile %s".formatted(release.getReleaseId(), name)));
    }
    codes.require(asked);
    confirmed = true;
  }

  @Override
  public Report screen(ScreenRequest request, Duration timeout) {
    if (!confirmed) {
      try {
        confirm(timeout);
      } catch (ConfigurationException e) {
        log.error("Objects wait, since they could not be answered in codes: {}", e.getMessage());
        throw StatusMapping.toException(
            StatusMapping.error(ErrorCode.NOT_READY, "The code map does not fit.", ""));
      }
    }
    return gateway.screen(request, timeout);
  }

  @Override
  public Release release(Duration timeout) {
    return gateway.release(timeout);
  }
}
