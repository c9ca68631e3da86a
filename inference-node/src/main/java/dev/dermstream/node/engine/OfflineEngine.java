package dev.dermstream.node.engine;

/**
 * Keeps DJL from the network and to the engines that are named: unless told otherwise it asks the
 * cloud's metadata service where it runs, reports its use, and may fetch native libraries.
 * Everything it needs is on the class path.
 */
public final class OfflineEngine {
  private OfflineEngine() {}

  /**
   * To be called before any class of DJL is used; the process-wide switches are all that DJL has.
   */
  public static void prepare() {
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    // DJL asks its default engine for what ONNX Runtime's arrays lack; any on the class path could
    // be that, and TensorRT's fails where its libraries are missing.
    System.setProperty("ai.djl.default_engine", OnnxGraph.ENGINE);
  }
}
