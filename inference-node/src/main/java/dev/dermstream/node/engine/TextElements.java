package dev.dermstream.node.engine;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Byte strings to the engine's texts and back; the engine's strings are UTF-8. */
final class TextElements {
  private TextElements() {}

  /**
   * Reads every element.
   *
   * @throws ServiceException INVALID_INPUT if one is not UTF-8
   */
  static String[] decode(String name, HostTensor tensor) {
    try {
      List<String> texts = new ArrayList<>();
      for (byte[] element : tensor.elements()) {
        texts.add(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(element)).toString());
      }
      return texts.toArray(String[]::new);
    } catch (CharacterCodingException e) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "An element of the input " + name + " is not UTF-8.", e);
    }
  }

  /** Elements of a text or of nested arrays of texts, row-major. */
  static List<byte[]> encode(Object value) {
    List<byte[]> elements = new ArrayList<>();
    append(value, elements);
    return elements;
  }

  private static void append(Object value, List<byte[]> elements) {
    if (value instanceof Object[] nested) {
      for (Object inner : nested) {
        append(inner, elements);
      }
    } else {
      elements.add(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
    }
  }
}
