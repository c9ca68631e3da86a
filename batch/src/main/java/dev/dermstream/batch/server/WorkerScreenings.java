package dev.dermstream.batch.server;

import dev.dermstream.batch.archive.Archive;
import dev.dermstream.batch.engine.Worker;
import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.screening.JobScreening;
import dev.dermstream.batch.screening.ScreeningParts;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.Release;
import io.grpc.StatusRuntimeException;
import java.io.IOException;

/** Opens the screening of a job, after it was pinned to a release. Thread-safe. */
final class WorkerScreenings implements Worker.Screenings {
  private static final String ANY = "live";

  private final ScreeningParts parts;
  private final Worker.Places places;

  WorkerScreenings(ScreeningParts parts, Worker.Places places) {
    this.parts = parts;
    this.places = places;
  }

  @Override
  public JobScreening open(JobRecord job) throws IOException {
    String release = release(job);
    Archive archive = places.archive(job);
    return new JobScreening(job, release, archive, parts);
  }

  /** Whoever begins pins the job; the first one's word counts. */
  private String release(JobRecord job) throws IOException {
    if (!job.release().isEmpty()) {
      return job.release();
    }
    return job.spec().getRelease().equals(ANY)
        ? ""
        : parts.ledger().pin(job.id(), live(job.spec().getProfile()));
  }

  /** The release that the profile's answers carry now; also of one that nobody serves. */
  private String live(String profile) throws IOException {
    Release release;
    try {
      release = parts.gateway().release();
    } catch (StatusRuntimeException e) {
      Error error = StatusMapping.toError(e, "");
      throw new IOException(error.getCode() + ": " + error.getMessage(), e);
    }
    String name = profile.isEmpty() ? release.getDefaultProfile() : profile;
    return release.getProfilesList().stream()
        .filter(each -> each.getName().equals(name))
        .map(ProfileInfo::getReleaseId)
        .findFirst()
        .orElse(release.getReleaseId());
  }
}
