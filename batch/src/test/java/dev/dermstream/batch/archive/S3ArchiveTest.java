package dev.dermstream.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class S3ArchiveTest extends ArchiveContract {
  private static final String BUCKET = "images";
  private static final String SECRET = "aws.secretAccessKey";
  private static final AtomicInteger FOLDERS = new AtomicInteger();
  private static S3Server server;

  private final String prefix = "job-%d/".formatted(FOLDERS.incrementAndGet());
  private int port = server.port();
  private String more = "";

  @BeforeAll
  static void startServer(@TempDir Path folder) throws IOException, InterruptedException {
    server = S3Server.start(folder, BUCKET);
  }

  @AfterAll
  static void stopServer() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty(SECRET);
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void giveCredentials() {
    System.setProperty("aws.accessKeyId", S3Server.KEY);
    System.setProperty(SECRET, S3Server.KEY);
  }

  @Override
  String settings() {
    return "s3 { endpoint = \"http://127.0.0.1:%d\", path-style = true, attempts = 2\n%s }"
        .formatted(port, more);
  }

  @Override
  SequencedMap<String, byte[]> files() {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    super.files().forEach((name, bytes) -> files.put(prefix + name, bytes));
    return files;
  }

  @Override
  String make(SequencedMap<String, byte[]> files) {
    try (S3Client client = writer()) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        put(client, file.getKey(), file.getValue());
      }
    }
    return "s3://" + BUCKET + "/" + prefix;
  }

  /** The archive's client, but that s3rver does not know chunks that are signed one by one. */
  private S3Client writer() {
    return S3Client.builder()
        .region(Region.of(config().s3().region()))
        .endpointOverride(URI.create(config().s3().endpoint()))
        .forcePathStyle(true)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .serviceConfiguration(service -> service.chunkedEncodingEnabled(false))
        .build();
  }

  @Override
  void remove(String name) {
    try (S3Client client = writer()) {
      client.deleteObject(request -> request.bucket(BUCKET).key(prefix + name));
    }
  }

  @Test
  void listsMoreThanAPage() throws Exception {
    List<String> names = new ArrayList<>();
    try (S3Client client = writer();
        ExecutorService writers = Executors.newFixedThreadPool(8)) {
      List<Future<?>> writes = new ArrayList<>();
      for (int i = 0; i < 1005; i++) {
        String name = prefix + "%04d.jpg".formatted(i);
        names.add(name);
        writes.add(writers.submit(() -> put(client, name, new byte[] {1})));
      }
      for (Future<?> write : writes) {
        write.get();
      }
    }

    assertThat(listed("s3://" + BUCKET + "/" + prefix))
        .extracting(Entry::name)
        .containsExactlyElementsOf(names);
    more = "page-size = 400";
    assertThat(listed("s3://" + BUCKET + "/" + prefix + "0"))
        .extracting(Entry::name)
        .containsExactlyElementsOf(names.subList(0, 1000));
  }

  @Test
  void anObjectThatChangedSinceItWasListedIsChanged() throws Exception {
    String location = make(files());
    Entry first = listed(location).getFirst();
    try (S3Client client = writer();
        Archive archive = open(location)) {
      put(client, first.name(), new byte[(int) first.bytes()]);

      assertFault(archive, first, MOST, ArchiveFault.CHANGED);
    }
  }

  @Test
  void aBucketThatRefusesIsDenied() throws Exception {
    String location = make(files());
    Entry first = listed(location).getFirst();
    System.setProperty("aws.accessKeyId", "nobody");

    try (Archive archive = open(location)) {
      assertListFault(archive, ArchiveFault.DENIED, location);
      assertFault(archive, first, MOST, ArchiveFault.DENIED);
    }
  }

  @Test
  void aBucketThatIsNotThereIsMissing() throws Exception {
    try (Archive archive = open("s3://elsewhere/images")) {
      assertListFault(archive, ArchiveFault.MISSING, "s3://elsewhere/images");
    }
  }

  @Test
  void asksAgainWhereItIsThrottledOnce() throws Exception {
    String location = make(files());
    try (ThrottlingProxy proxy = new ThrottlingProxy(server.port(), 1)) {
      port = proxy.port();

      assertThat(listed(location)).hasSameSizeAs(files().keySet());
      assertThat(proxy.refused()).isEqualTo(1);
    }
  }

  @Test
  void saysThatItIsThrottled() throws Exception {
    String location = make(files());
    Entry first = listed(location).getFirst();
    try (ThrottlingProxy proxy = new ThrottlingProxy(server.port(), Integer.MAX_VALUE)) {
      port = proxy.port();
      try (Archive archive = open(location)) {
        assertListFault(archive, ArchiveFault.THROTTLED, location);
        assertThat(proxy.refused()).isEqualTo(2);
        assertFault(archive, first, MOST, ArchiveFault.THROTTLED);
      }
    }
  }

  @Test
  void aServiceThatIsAwayIsUnavailable() throws Exception {
    try (ThrottlingProxy proxy = new ThrottlingProxy(0, 0)) {
      port = proxy.port();
    }
    String location = "s3://images/" + prefix;
    try (Archive archive = open(location)) {
      assertListFault(archive, ArchiveFault.UNAVAILABLE, location);
    }
  }

  @Test
  void refusesALocationWithoutABucket() {
    assertThatThrownBy(() -> open("s3://A/b"))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContainingAll("s3://A/b", "s3://BUCKET/PREFIX");
  }

  private static void assertListFault(Archive archive, ArchiveFault fault, String location) {
    assertThatThrownBy(() -> list(archive))
        .isInstanceOfSatisfying(ArchiveException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessageContaining(location);
  }

  private static void put(S3Client client, String name, byte[] bytes) {
    client.putObject(request -> request.bucket(BUCKET).key(name), RequestBody.fromBytes(bytes));
  }
}
