package dev.dermstream.gateway.oip;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.WireFormat;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.gateway.security.Caller;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a caller who may use some models only to them. The model's name is read from the bytes that
 * pass; nothing else of them is, and nothing at all for callers who may use every model. Immutable.
 *
 * @param field of the method's request that names the model; null if none does
 */
record ModelPermission(@Nullable FieldDescriptor field) {
  /** The protocol calls it one or the other; never both in one request, where it means a model. */
  private static final Set<String> NAMES = Set.of("model_name", "name");

  static ModelPermission of(MethodDescriptor method) {
    return new ModelPermission(
        method.getInputType().getFields().stream()
            .filter(each -> NAMES.contains(each.getName()))
            .filter(each -> each.getType() == FieldDescriptor.Type.STRING)
            .findFirst()
            .orElse(null));
  }

  /**
   * @throws ServiceException PERMISSION_DENIED if the message names another model or, where it
   *     could, none
   */
  void require(Caller caller, Buffer message) {
    if (field != null && caller.isRestricted()) {
      caller.requireProfile(name(field.getNumber(), message.getBytes()));
    }
  }

  /** As protobuf reads it: of several values of one field the last counts. */
  private static String name(int number, byte[] message) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(message);
      String name = "";
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == ((number << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
          name = in.readStringRequireUtf8();
        } else if (!in.skipField(tag)) {
          throw unreadable();
        }
      }
      return name;
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "The message cannot be read as its type in the contract.", e);
    }
  }

  private static ServiceException unreadable() {
    return new ServiceException(
        ErrorCode.INVALID_INPUT, "The message cannot be read as its type in the contract.");
  }
}
