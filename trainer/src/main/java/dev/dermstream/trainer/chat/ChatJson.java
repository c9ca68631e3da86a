package dev.dermstream.trainer.chat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Questions and answers of the protocol as JSON. */
final class ChatJson {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final String PLAIN_CODE = "[A-Za-z0-9_.-]{1,60}";

  private ChatJson() {}

  private record Completion(@Nullable List<@Nullable Choice> choices, @Nullable Usage usage) {}

  private record Choice(@Nullable Message message, @Nullable String finish_reason) {}

  private record Message(@Nullable String content) {}

  private record Usage(@Nullable Long prompt_tokens, @Nullable Long completion_tokens) {}

  /** The body of a request; the picture stands in the last message. */
  static String request(ChatConfig config, List<ChatMessage> messages, byte[] jpeg) {
    JsonObject body = new JsonObject();
    body.addProperty("model", config.model());
    body.addProperty("temperature", config.temperature());
    body.addProperty("max_tokens", config.mostTokens());
    JsonObject form = new JsonObject();
    form.addProperty("type", "json_object");
    body.add("response_format", form);
    JsonArray turns = new JsonArray();
    for (int i = 0; i < messages.size(); i++) {
      ChatMessage message = messages.get(i);
      JsonObject turn = new JsonObject();
      turn.addProperty("role", message.role());
      if (i == messages.size() - 1) {
        turn.add("content", withPicture(message.text(), jpeg));
      } else {
        turn.addProperty("content", message.text());
      }
      turns.add(turn);
    }
    body.add("messages", turns);
    return GSON.toJson(body);
  }

  private static JsonArray withPicture(String text, byte[] jpeg) {
    JsonObject said = new JsonObject();
    said.addProperty("type", "text");
    said.addProperty("text", text);
    JsonObject address = new JsonObject();
    address.addProperty(
        "url", "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg));
    JsonObject picture = new JsonObject();
    picture.addProperty("type", "image_url");
    picture.add("image_url", address);
    JsonArray parts = new JsonArray();
    parts.add(said);
    parts.add(picture);
    return parts;
  }

  /**
   * The answer of a completion.
   *
   * @throws JsonParseException if the body is no completion that says what it took
   */
  static ChatReply.Answer answer(String body) {
    Completion completion = GSON.fromJson(body, Completion.class);
    if (completion == null || completion.choices() == null || completion.choices().isEmpty()) {
      throw new JsonParseException("no choices");
    }
    Choice choice = completion.choices().getFirst();
    if (choice == null || choice.message() == null) {
      throw new JsonParseException("no message");
    }
    Usage usage = completion.usage();
    if (usage == null || usage.prompt_tokens() == null || usage.completion_tokens() == null) {
      throw new JsonParseException("no usage");
    }
    String content = choice.message().content();
    return new ChatReply.Answer(
        content == null ? "" : content,
        "length".equals(choice.finish_reason()),
        new TokenUsage(Math.max(0, usage.prompt_tokens()), Math.max(0, usage.completion_tokens())));
  }

  /**
   * The code of an error's body, in brackets; empty where there is none. Its message may repeat
   * what was sent, so it is not passed on.
   */
  static String errorCode(String body) {
    try {
      return Optional.ofNullable(GSON.fromJson(body, JsonElement.class))
          .filter(JsonElement::isJsonObject)
          .map(root -> root.getAsJsonObject().get("error"))
          .filter(JsonElement::isJsonObject)
          .map(error -> error.getAsJsonObject().get("code"))
          .filter(JsonElement::isJsonPrimitive)
          .map(JsonElement::getAsString)
          .filter(code -> code.matches(PLAIN_CODE))
          .map(code -> " (" + code + ")")
          .orElse("");
    } catch (JsonParseException e) {
      // A page of a proxy, for example; the status says enough.
      return "";
    }
  }
}
