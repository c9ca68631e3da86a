package dev.dermstream.loadtest.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What gateways sent to a second server because the first failed or fell silent. */
final class FurtherAttempts implements AutoCloseable {
  private static final String COUNTER = "dermstream_gateway_further_attempts_total";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Integer> ports;
  private final List<Long> before;

  /**
   * Reads the counters as they stand.
   *
   * @param ports of the gateways' metrics
   */
  FurtherAttempts(List<Integer> ports) throws IOException, InterruptedException {
    this.ports = List.copyOf(ports);
    this.before = read();
  }

  /** How many there were since; what a gateway counted before it ended meanwhile is not known. */
  long count() throws IOException, InterruptedException {
    List<Long> after = read();
    long count = 0;
    for (int i = 0; i < after.size(); i++) {
      long now = after.get(i);
      count += now >= before.get(i) ? now - before.get(i) : now;
    }
    return count;
  }

  private List<Long> read() throws IOException, InterruptedException {
    List<Long> counts = new ArrayList<>();
    for (int port : ports) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
              .timeout(PATIENCE)
              .build();
      String text = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      counts.add(
          text.lines()
              .filter(line -> line.startsWith(COUNTER) && !line.contains("kind=\"refused\""))
              .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
              .sum());
    }
    return counts;
  }

  @Override
  public void close() {
    client.close();
  }
}
