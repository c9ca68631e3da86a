package dev.dermstream.peer.afternoon;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.dermstream.peer.v1.ScoreRequest;
import dev.dermstream.peer.v1.ScoreResponse;
import dev.dermstream.peer.v1.ScoringServiceGrpc;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.FloatBuffer;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * {@code AfternoonServer MODEL}: prints {@code READY port} and serves until it is killed. The JDK
 * decodes and shrinks, one session with default options is shared, gRPC's default executor runs the
 * calls.
 */
public final class AfternoonServer extends ScoringServiceGrpc.ScoringServiceImplBase {
  private static final int EDGE = 224;
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final String input;

  private AfternoonServer(String model) throws OrtException {
    session = environment.createSession(model, new OrtSession.SessionOptions());
    input = session.getInputNames().iterator().next();
  }

  public static void main(String[] arguments)
      throws OrtException, IOException, InterruptedException {
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new AfternoonServer(arguments[0]))
            .build()
            .start();
    System.out.println("READY " + server.getPort());
    server.awaitTermination();
  }

  @Override
  public void score(ScoreRequest request, StreamObserver<ScoreResponse> responses) {
    try {
      ScoreResponse.Builder response = ScoreResponse.newBuilder();
      for (float score : scores(pixels(request.getImage().toByteArray()))) {
        response.addScores(score);
      }
      responses.onNext(response.build());
      responses.onCompleted();
    } catch (IOException | OrtException e) {
      responses.onError(Status.INVALID_ARGUMENT.withCause(e).asRuntimeException());
    }
  }

  private float[] scores(float[] pixels) throws OrtException {
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(pixels), new long[] {1, 3, EDGE, EDGE});
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      return ((float[][]) result.get(0).getValue())[0];
    }
  }

  private static float[] pixels(byte[] file) throws IOException {
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(file));
    if (decoded == null) {
      throw new IOException("not a picture");
    }
    BufferedImage scaled = new BufferedImage(EDGE, EDGE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    Image smooth = decoded.getScaledInstance(EDGE, EDGE, Image.SCALE_AREA_AVERAGING);
    graphics.drawImage(smooth, 0, 0, null);
    graphics.dispose();
    float[] pixels = new float[3 * EDGE * EDGE];
    for (int y = 0; y < EDGE; y++) {
      for (int x = 0; x < EDGE; x++) {
        int rgb = scaled.getRGB(x, y);
        for (int channel = 0; channel < 3; channel++) {
          float level = (rgb >> (16 - 8 * channel) & 0xff) / 255f;
          pixels[(channel * EDGE + y) * EDGE + x] = (level - MEAN[channel]) / STD[channel];
        }
      }
    }
    return pixels;
  }
}
