package dev.dermstream.peer.tuned;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import dev.dermstream.peer.v1.ScoreRequest;
import dev.dermstream.peer.v1.ScoreResponse;
import dev.dermstream.peer.v1.ScoringServiceGrpc;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * {@code TunedServer CNN MATRICES}: prints {@code READY port} and serves until it is killed. Calls
 * are read on the event loop, which hands them to one engine thread per processor; each decodes,
 * runs and answers by itself. No batches.
 */
public final class TunedServer extends ScoringServiceGrpc.ScoringServiceImplBase {
  private static final int QUEUE = 256;

  private record Call(ScoreRequest request, StreamObserver<ScoreResponse> responses) {}

  /** What one engine thread works with. */
  private record Scorers(ImageScorer pictures, RowScorer rows) {
    FloatBuffer score(ScoreRequest request) throws IOException, OrtException {
      ByteString row = request.getRow();
      if (row.isEmpty()) {
        return pictures.score(request.getImage().toByteArray());
      }
      ByteBuffer values = rows.values();
      if (row.size() != values.capacity()) {
        throw new IOException("A row has " + values.capacity() + " bytes");
      }
      row.copyTo(values);
      return rows.score();
    }
  }

  private final BlockingQueue<Call> calls = new ArrayBlockingQueue<>(QUEUE);

  private TunedServer() {}

  public static void main(String[] arguments)
      throws OrtException, IOException, InterruptedException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession pictures = ImageScorer.open(environment, arguments[0], 1);
    OrtSession rows = ImageScorer.open(environment, arguments[1], 1);
    TunedServer service = new TunedServer();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Scorers scorers =
          new Scorers(new ImageScorer(environment, pictures), new RowScorer(environment, rows, 1));
      Thread.ofPlatform().name("engine-" + i).start(() -> service.work(scorers));
    }
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .bossEventLoopGroup(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
            .workerEventLoopGroup(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
            .channelType(NioServerSocketChannel.class)
            .flowControlWindow(1 << 20)
            .addService(service)
            .build()
            .start();
    System.out.println("READY " + server.getPort());
    server.awaitTermination();
  }

  @Override
  public void score(ScoreRequest request, StreamObserver<ScoreResponse> responses) {
    if (!calls.offer(new Call(request, responses))) {
      responses.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException());
    }
  }

  private void work(Scorers scorers) {
    while (true) {
      try {
        answer(scorers, calls.take());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void answer(Scorers scorers, Call call) {
    try {
      FloatBuffer scores = scorers.score(call.request());
      ScoreResponse.Builder response = ScoreResponse.newBuilder();
      for (int i = 0; i < scores.capacity(); i++) {
        response.addScores(scores.get(i));
      }
      call.responses().onNext(response.build());
      call.responses().onCompleted();
    } catch (IOException | OrtException e) {
      call.responses().onError(Status.INVALID_ARGUMENT.withCause(e).asRuntimeException());
    }
  }
}
