package dev.dermstream.gateway.audit;

import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.v1.ScreeningServiceGrpc;
import java.util.Set;

/** The methods whose requests carry images. */
public final class ImageMethods {
  private static final Set<String> ALL =
      Set.of(
          ScreeningServiceGrpc.getScreenMethod().getFullMethodName(),
          ScreeningServiceGrpc.getScreenStreamMethod().getFullMethodName(),
          ScreeningServiceGrpc.getAskMethod().getFullMethodName(),
          ScreeningServiceGrpc.getEmbedMethod().getFullMethodName(),
          ScreeningServiceGrpc.getRankMethod().getFullMethodName(),
          GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName(),
          GRPCInferenceServiceGrpc.getModelStreamInferMethod().getFullMethodName());

  private ImageMethods() {}

  /**
   * @param method as gRPC names it, with its service
   */
  public static boolean contains(String method) {
    return ALL.contains(method);
  }
}
