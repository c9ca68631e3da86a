package dev.dermstream.batch.archive;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients of buckets. */
final class S3Clients {
  private S3Clients() {}

  static S3Client of(S3Config config) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(config.region()))
            .credentialsProvider(credentials(config))
            .forcePathStyle(config.pathStyle())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            // Other services than Amazon's do not have those checksums.
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(config.maxConnections())
                    .connectionAcquisitionTimeout(config.requestTimeout())
                    .connectionTimeout(config.connectTimeout())
                    .socketTimeout(config.readTimeout()))
            .overrideConfiguration(override ->
                override
                    .apiCallTimeout(config.requestTimeout())
                    .retryStrategy(retry -> retry.maxAttempts(config.attempts())));
    if (!config.endpoint().isEmpty()) {
      builder.endpointOverride(URI.create(config.endpoint()));
    }
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(S3Config config) {
    return config.anonymous()
        ? AnonymousCredentialsProvider.create()
        : DefaultCredentialsProvider.builder().build();
  }
}
