package dev.dermstream.gateway.web;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;

/**
 * Messages in protobuf's JSON mapping. Fields without presence are always printed: an absent score
 * and a score of 0 must not look alike to a caller that does not know the mapping.
 */
final class ProtoJson {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().alwaysPrintFieldsWithNoPresence().omittingInsignificantWhitespace();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser();

  private ProtoJson() {}

  /** One line. */
  static String print(Message message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("The contract holds no message that JSON cannot say", e);
    }
  }

  /** For callers that add to it. */
  static JsonObject object(Message message) {
    return JsonParser.parseString(print(message)).getAsJsonObject();
  }

  /**
   * Adds to the message what the text says.
   *
   * @throws ServiceException INVALID_INPUT if the text is no such message or says more
   */
  static void merge(String text, Message.Builder message) {
    try {
      PARSER.merge(text, message);
    } catch (InvalidProtocolBufferException e) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "The body cannot be read as the JSON of %s; bytes stand in base64, unknown fields are"
                  .formatted(message.getDescriptorForType().getName())
              + " refused.",
          e);
    }
  }
}
