package dev.dermstream.trainer.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatModelTest {
  private static final List<ChatMessage> QUESTION =
      List.of(new ChatMessage("system", "Rules"), new ChatMessage("user", "What is it?"));
  private static final byte[] PICTURE = {1, 2, 3};
  private static final String TOKEN = "very-secret-token";

  private final StopSignal stop = new StopSignal();
  private ChatServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ChatServer(body -> "written");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void asksWithThePictureAsDataAndTellsWhatItTook() throws Exception {
    assertThat(ask(config(1)))
        .isEqualTo(new ChatReply.Answer("written", false, new TokenUsage(1000, 100)));

    ChatServer.Request request = server.requests().getFirst();
    assertThat(request.authorization()).isEqualTo("Bearer " + TOKEN);
    assertThat(request.body().get("model").getAsString()).isEqualTo("m");
    JsonArray messages = request.body().getAsJsonArray("messages");
    assertThat(messages.get(0).getAsJsonObject().get("content").getAsString()).isEqualTo("Rules");
    JsonObject picture =
        messages.get(1).getAsJsonObject().getAsJsonArray("content").get(1).getAsJsonObject();
    assertThat(picture.getAsJsonObject("image_url").get("url").getAsString())
        .isEqualTo("data:image/jpeg;base64,AQID");
  }

  @Test
  void whatPassesIsAttemptedAgain() throws Exception {
    List<ChatServer.Fault> faults =
        List.of(
            ChatServer.status(429, "Retry-After", "0"),
            ChatServer.status(500, ""),
            ChatServer.status(503, "<html>busy</html>"),
            server.hang(),
            server.hangInTheBody(),
            ChatServer.breakOff(),
            ChatServer.status(200, "no JSON"),
            ChatServer.status(200, "{\"choices\": []}"),
            ChatServer.status(200, "{\"choices\": [{\"message\": {\"content\": \"free\"}}]}"));
    faults.forEach(server::fail);

    // More attempts than faults: on a busy machine an answer may come too late, too.
    assertThat(ask(config(faults.size() + 20, Duration.ofSeconds(1))))
        .isInstanceOf(ChatReply.Answer.class);
    assertThat(server.requests()).hasSizeGreaterThan(faults.size());
  }

  @Test
  void whatDoesNotPassEndsWithTheLastReason() throws Exception {
    for (int i = 0; i < 3; i++) {
      server.fail(ChatServer.status(429, "Retry-After", "0"));
    }

    assertThat(ask(config(3)))
        .isEqualTo(
            new ChatReply.Unanswered(
                "3 attempts failed, the last with HTTP status 429 (rate_limit_exceeded)"));
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void aRequestThatIsRefusedIsNotRepeated() throws Exception {
    server.fail(ChatServer.status(400, "{\"error\":{\"message\":\"" + TOKEN + "\"}}"));

    assertThat(ask(config(3)))
        .isEqualTo(new ChatReply.Unanswered("the endpoint refuses it with HTTP status 400"));
  }

  @Test
  void aTokenThatIsNotTakenEndsAllAndIsNotRepeated() {
    server.fail(
        ChatServer.status(
            401, "{\"error\":{\"message\":\"bad " + TOKEN + "\",\"code\":\"invalid_api_key\"}}"));

    assertThatThrownBy(() -> ask(config(3)))
        .isInstanceOf(ChatRefusedException.class)
        .hasMessageContainingAll("HTTP status 401 (invalid_api_key)", "check address")
        .message()
        .doesNotContain(TOKEN);
    assertThat(server.requests()).hasSize(1);
    assertThat(config(1).toString()).doesNotContain(TOKEN);
  }

  @Test
  void aRunThatStopsDoesNotWait() throws Exception {
    server.fail(ChatServer.status(429, "Retry-After", "500"));
    stop.stop();

    assertThatThrownBy(() -> ask(config(3))).isInstanceOf(InterruptedException.class);
  }

  @Test
  void waitsGrowAndAreDrawnAndRetryAfterIsHonoured() {
    Backoff backoff =
        new Backoff(
            Duration.ofSeconds(1),
            new Random(4),
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")));
    for (int attempt = 1; attempt <= 30; attempt++) {
      Duration most = Duration.ofSeconds(Math.min(60, 1L << Math.min(attempt - 1, 10)));
      assertThat(backoff.after(attempt, Optional.empty())).isBetween(most.dividedBy(2), most);
    }
    assertThat(backoff.after(1, Optional.of(Duration.ofSeconds(7)))).hasSeconds(7);
    assertThat(backoff.asked(headers("12"))).contains(Duration.ofSeconds(12));
    assertThat(backoff.asked(headers("999999"))).contains(Duration.ofMinutes(10));
    assertThat(backoff.asked(headers("Thu, 01 Jan 2026 00:00:09 GMT")))
        .contains(Duration.ofSeconds(9));
    assertThat(backoff.asked(headers("Thu, 01 Jan 2025 00:00:09 GMT"))).isEmpty();
    assertThat(backoff.asked(headers("soon"))).isEmpty();
  }

  @Test
  void requestsOverTheRateWait() throws Exception {
    RateLimit rate = new RateLimit(6, 0, stop);
    rate.take(1);
    stop.stop();

    // The second of a minute's six may go only after ten seconds; the stop tells that it waits.
    assertThatThrownBy(() -> rate.take(1)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void tokensThatWereNotUsedAreGivenBackAndOthersAreOwed() throws Exception {
    RateLimit given = new RateLimit(0, 6000, stop);
    given.settle(given.take(900), TokenUsage.NONE);
    given.settle(given.take(900), TokenUsage.NONE);
    RateLimit owed = new RateLimit(0, 6000, stop);
    owed.settle(owed.take(100), new TokenUsage(4000, 2000));
    stop.stop();

    assertThatThrownBy(() -> owed.take(100)).isInstanceOf(InterruptedException.class);
    assertThat(given.take(900)).isEqualTo(900);
  }

  @Test
  void valuesThatCannotBeMeantAreRefused() {
    assertThatThrownBy(() -> config(URI.create("ftp://host/v1"), Optional.empty()))
        .hasMessageContaining("http or https");
    assertThatThrownBy(() -> config(URI.create("https://me:pw@host/v1"), Optional.empty()))
        .hasMessageContaining("without user");
    assertThatThrownBy(() -> config(URI.create("http://192.0.2.1/v1"), Optional.of(TOKEN)))
        .hasMessageContaining("not sent over plain HTTP")
        .message()
        .doesNotContain(TOKEN);
    assertThat(config(URI.create("https://192.0.2.1/v1/"), Optional.of(TOKEN)).completions())
        .hasToString("https://192.0.2.1/v1/chat/completions");
  }

  private static HttpHeaders headers(String value) {
    return HttpHeaders.of(Map.of("Retry-After", List.of(value)), (name, one) -> true);
  }

  private ChatReply ask(ChatConfig config) throws IOException, InterruptedException {
    try (ChatModel model = new ChatModel(config, stop, new Random(1))) {
      return model.ask(QUESTION, PICTURE);
    }
  }

  private ChatConfig config(int attempts) {
    return config(attempts, Duration.ofSeconds(60));
  }

  private ChatConfig config(int attempts, Duration timeout) {
    return new ChatConfig(
        server.base(),
        "m",
        Optional.of(TOKEN),
        timeout,
        attempts,
        Duration.ofMillis(1),
        1,
        0,
        0,
        500,
        0.5);
  }

  private static ChatConfig config(URI base, Optional<String> token) {
    return new ChatConfig(base, "m", token, Duration.ofSeconds(1), 1, Duration.ZERO, 1, 0, 0, 1, 0);
  }
}
