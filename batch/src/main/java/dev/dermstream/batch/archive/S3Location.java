package dev.dermstream.batch.archive;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code s3://BUCKET/PREFIX}.
 *
 * @param prefix of the keys, as it is written; may be empty
 */
record S3Location(String bucket, String prefix) {
  private static final Pattern LOCATION =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?", Pattern.DOTALL);

  static S3Location of(String location) throws ArchiveException {
    Matcher matcher = LOCATION.matcher(location);
    if (!matcher.matches()) {
      throw new ArchiveException(
          ArchiveFault.MISSING,
          location + " names no bucket; right is s3://BUCKET/PREFIX with 3 to 63 of a-z, 0-9, . -");
    }
    String prefix = matcher.group(2);
    return new S3Location(matcher.group(1), prefix == null ? "" : prefix);
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
