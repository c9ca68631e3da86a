package dev.dermstream.pacs.delivery;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Posts to one server and waits for the whole answer, in bounded time and memory. Thread-safe. */
final class HttpPost implements AutoCloseable {
  private static final long MOST_ANSWER_BYTES = 4 << 20;

  private final HttpClient client;
  private final Duration timeout;
  private final Optional<Supplier<String>> token;

  HttpPost(DestinationConfig config, Optional<SSLContext> tls, Optional<Supplier<String>> token) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.connectTimeout());
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
    this.timeout = config.answerTimeout();
    this.token = token;
  }

  /**
   * @throws IOException if no whole answer came in time
   */
  HttpResponse<byte[]> send(URI address, String type, String accept, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header("Content-Type", type)
            .header("Accept", accept)
            .POST(body);
    token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer.get()));
    return whole(
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_ANSWER_BYTES)));
  }

  /** The client's own timeout ends where an answer begins; a body may then never end. */
  private HttpResponse<byte[]> whole(CompletableFuture<HttpResponse<byte[]>> answer)
      throws IOException, InterruptedException {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer in time");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
