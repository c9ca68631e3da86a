package dev.dermstream.gateway.upstream;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import java.util.Base64;

/** The details of a status as gRPC's binary field carries them in headers and trailers. */
public final class StatusDetails {
  /** The field's name. */
  public static final String KEY = "grpc-status-details-bin";

  private StatusDetails() {}

  public static String encode(Status status) {
    return Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray());
  }

  /**
   * @throws InvalidProtocolBufferException if the bytes are no status
   * @throws IllegalArgumentException if the text is no Base64
   */
  static Status decode(String field) throws InvalidProtocolBufferException {
    return Status.parseFrom(Base64.getDecoder().decode(field.strip()));
  }
}
