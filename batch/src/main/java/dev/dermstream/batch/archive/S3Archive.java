package dev.dermstream.batch.archive;

import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects of a bucket whose keys begin with a prefix and look like images, in the bucket's
 * order, which is that of the keys' bytes in UTF-8. An entry's name is the whole key, its locator
 * the ETag: another one at the time of reading is {@link ArchiveFault#CHANGED}.
 */
final class S3Archive implements Archive {
  private final S3Location location;
  private final S3Client client;
  private final int pageSize;

  S3Archive(S3Location location, S3Config config) {
    this.location = location;
    this.client = S3Clients.of(config);
    this.pageSize = config.pageSize();
  }

  @Override
  public void list(Listing listing) throws IOException, InterruptedException {
    Iterator<ListObjectsV2Response> pages =
        client
            .listObjectsV2Paginator(
                ListObjectsV2Request.builder()
                    .bucket(location.bucket())
                    .prefix(location.prefix())
                    .maxKeys(pageSize)
                    .build())
            .iterator();
    while (hasNext(pages)) {
      for (S3Object object : next(pages).contents()) {
        if (ImageNames.looksLikeImage(object.key())) {
          listing.found(new Entry(object.key(), object.eTag(), object.size()));
        }
      }
    }
  }

  private boolean hasNext(Iterator<ListObjectsV2Response> pages)
      throws ArchiveException, InterruptedException {
    try {
      return pages.hasNext();
    } catch (SdkException e) {
      throw S3Faults.of(location.toString(), e);
    }
  }

  private ListObjectsV2Response next(Iterator<ListObjectsV2Response> pages)
      throws ArchiveException, InterruptedException {
    try {
      return pages.next();
    } catch (SdkException e) {
      throw S3Faults.of(location.toString(), e);
    }
  }

  @Override
  public byte[] read(Entry entry, int mostBytes) throws ArchiveException, InterruptedException {
    WholeFile.requireAtMost(entry.bytes(), mostBytes);
    GetObjectRequest request =
        GetObjectRequest.builder()
            .bucket(location.bucket())
            .key(entry.name())
            .ifMatch(entry.locator())
            .build();
    Optional<byte[]> bytes;
    try {
      // As a transformer, so that the request's time and attempts count for the body too.
      bytes = client.getObject(request, (response, in) -> bytes(entry, response, in));
    } catch (SdkException e) {
      throw S3Faults.of("the object", e);
    }
    return bytes.orElseThrow(() ->
        new ArchiveException(ArchiveFault.CHANGED, "the object is another one than was listed"));
  }

  // Not every service heeds If-Match. Empty if it is another object.
  private static Optional<byte[]> bytes(
      Entry entry, GetObjectResponse response, AbortableInputStream in) {
    if (!entry.locator().equals(response.eTag()) || response.contentLength() != entry.bytes()) {
      in.abort();
      return Optional.empty();
    }
    byte[] bytes = new byte[(int) entry.bytes()];
    try {
      if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new EOFException("the object broke off");
      }
      return Optional.of(bytes);
    } catch (IOException e) {
      throw RetryableException.create("the object broke off", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
