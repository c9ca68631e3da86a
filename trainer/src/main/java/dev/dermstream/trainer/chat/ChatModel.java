package dev.dermstream.trainer.chat;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * A chat model behind {@code POST /v1/chat/completions}. Thread-safe; a call blocks its thread
 * until there is an answer, the attempts are used up, or the run stops. Neither token nor pictures
 * nor what the endpoint says come into a message.
 */
public final class ChatModel implements AutoCloseable {
  private static final long LONGEST_BODY = 4L << 20;
  private static final int CHARACTERS_PER_TOKEN = 3;

  /** Models cut pictures into some hundreds of tokens. */
  private static final int TOKENS_OF_PICTURE = 1000;

  private static final Set<Integer> WORTH_ANOTHER_ATTEMPT = Set.of(408, 409, 425, 429);

  /** Those that would be the answer to every question. */
  private static final Set<Integer> HOPELESS = Set.of(401, 402, 403, 404, 405, 407);

  private final ChatConfig config;
  private final StopSignal stop;
  private final HttpClient client;
  private final Backoff backoff;
  private final RateLimit rate;
  private final LongAdder repeated = new LongAdder();

  /**
   * @param random of the waits, thread-safe
   */
  public ChatModel(ChatConfig config, StopSignal stop, RandomGenerator random) {
    this.config = config;
    this.stop = stop;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.timeout())
            .build();
    this.backoff = new Backoff(config.firstPause(), random, InstantSource.system());
    this.rate = new RateLimit(config.requestsPerMinute(), config.tokensPerMinute(), stop);
  }

  private sealed interface Attempt {}

  private record Ended(ChatReply reply) implements Attempt {}

  private record Failed(String reason, Optional<Duration> asked) implements Attempt {}

  /**
   * Asks about a picture.
   *
   * @param messages the last of which is about the picture
   * @throws ChatRefusedException if no other question would be answered either
   * @throws InterruptedException if the run stops
   */
  public ChatReply ask(List<ChatMessage> messages, byte[] jpeg)
      throws ChatRefusedException, InterruptedException {
    HttpRequest request = request(ChatJson.request(config, messages, jpeg));
    long estimate = estimate(messages);
    for (int attempt = 1; ; attempt++) {
      long taken = rate.take(estimate);
      switch (attempt(request)) {
        case Ended(ChatReply.Answer answer) -> {
          rate.settle(taken, answer.usage());
          return answer;
        }
        case Ended(ChatReply.Unanswered unanswered) -> {
          rate.settle(taken, TokenUsage.NONE);
          return unanswered;
        }
        case Failed(String reason, Optional<Duration> asked) -> {
          rate.settle(taken, TokenUsage.NONE);
          if (attempt == config.attempts()) {
            return new ChatReply.Unanswered(
                "%d attempt%s failed, the last with %s"
                    .formatted(attempt, attempt == 1 ? "" : "s", reason));
          }
          repeated.increment();
          stop.pause(backoff.after(attempt, asked));
        }
      }
    }
  }

  /** Attempts beyond the first of their question. */
  public long repeatedAttempts() {
    return repeated.sum();
  }

  private HttpRequest request(String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(config.completions())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    config.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request.build();
  }

  private long estimate(List<ChatMessage> messages) {
    long characters = messages.stream().mapToLong(message -> message.text().length()).sum();
    return characters / CHARACTERS_PER_TOKEN + TOKENS_OF_PICTURE + config.mostTokens();
  }

  private Attempt attempt(HttpRequest request) throws ChatRefusedException, InterruptedException {
    CompletableFuture<HttpResponse<String>> answering =
        client.sendAsync(
            request,
            BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), LONGEST_BODY));
    try {
      return judged(answering.get(config.timeout().toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return new Failed(
          "no answer within " + config.timeout().toSeconds() + " s", Optional.empty());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException broken) {
        return new Failed(
            "a broken connection (" + broken.getClass().getSimpleName() + ")", Optional.empty());
      }
      throw new IllegalStateException("The HTTP client failed", e.getCause());
    } finally {
      // Also ends an exchange that is still going on.
      answering.cancel(true);
    }
  }

  private Attempt judged(HttpResponse<String> response) throws ChatRefusedException {
    int status = response.statusCode();
    if (status == 200) {
      try {
        return new Ended(ChatJson.answer(response.body()));
      } catch (JsonParseException e) {
        return new Failed("an answer that is no chat completion with its usage", Optional.empty());
      }
    }
    String said = "HTTP status " + status + ChatJson.errorCode(response.body());
    if (status >= 500 || WORTH_ANOTHER_ATTEMPT.contains(status)) {
      return new Failed(said, backoff.asked(response.headers()));
    }
    if (HOPELESS.contains(status) || status < 400) {
      throw new ChatRefusedException(
          "%s answers %s: check address, model and token".formatted(config, said));
    }
    return new Ended(new ChatReply.Unanswered("the endpoint refuses it with " + said));
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
