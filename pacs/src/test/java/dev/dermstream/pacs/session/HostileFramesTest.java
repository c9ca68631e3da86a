package dev.dermstream.pacs.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dermstream.pacs.client.PacsObject;
import dev.dermstream.pacs.v1.ClientFrame;
import dev.dermstream.pacs.v1.Hello;
import dev.dermstream.pacs.v1.PacsServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions whose bytes were changed on the way, and a decent one behind them. */
class HostileFramesTest {
  private static final long SEED = 20261122;
  private static final int SESSIONS = 200;

  @TempDir Path folder;

  @Test
  void changedFramesHarmTheirOwnSessionAlone() throws Exception {
    Random random = new Random(SEED);
    try (TestEdge edge = new TestEdge(folder)) {
      ManagedChannel channel = edge.channel();
      int refused = 0;
      for (int i = 0; i < SESSIONS; i++) {
        List<byte[]> frames = frames(i);
        int changes = 1 + random.nextInt(3);
        for (int change = 0; change < changes; change++) {
          change(frames, random);
        }
        Status end = converse(channel, frames);
        assertThat(end.getCode())
            .as("session %d of seed %d: %s", i, SEED, end.getDescription())
            .isIn(Status.Code.OK, Status.Code.INVALID_ARGUMENT, Status.Code.RESOURCE_EXHAUSTED);
        refused += end.isOk() ? 0 : 1;
      }
      assertThat(refused).isBetween(SESSIONS / 4, SESSIONS);
      await().until(() -> edge.service.sessions() == 0);
      edge.awaitAllMemory();

      RawSession decent = RawSession.open(channel, UUID.randomUUID().toString());
      decent.send(TestObjects.object("1.2.3", "9.9"));
      assertThat(decent.outcome().hasReport()).isTrue();
    }
  }

  /** A session that sends two objects and completes their study. */
  private static List<byte[]> frames(int number) {
    String study = "1.2." + number;
    List<PacsObject> objects =
        List.of(
            TestObjects.object(study, study + ".1", 60),
            TestObjects.object(study, study + ".2", 60));
    List<ClientFrame.Builder> frames = new ArrayList<>();
    objects.forEach(object -> frames.addAll(RawSession.frames(object)));
    frames.add(RawSession.complete(study, List.of(study + ".1", study + ".2")));
    List<byte[]> bytes = new ArrayList<>();
    String id = new UUID(SEED, number).toString();
    bytes.add(
        ClientFrame.newBuilder()
            .setHello(Hello.newBuilder().setSessionId(id))
            .build()
            .toByteArray());
    for (int i = 0; i < frames.size(); i++) {
      bytes.add(frames.get(i).setSequence(i + 1).build().toByteArray());
    }
    return bytes;
  }

  private static void change(List<byte[]> frames, Random random) {
    int at = random.nextInt(frames.size());
    byte[] frame = frames.get(at).clone();
    switch (random.nextInt(6)) {
      case 0 -> frames.remove(at);
      case 1 -> frames.add(at, frame);
      case 2 -> frames.set(at, Arrays.copyOf(frame, random.nextInt(frame.length + 1)));
      case 3 -> frames.add(random.nextInt(frames.size()), frames.remove(at));
      default -> {
        // Of a frame its head is structure; behind it are pixels.
        int place = random.nextInt(Math.max(1, Math.min(frame.length, 90)));
        if (frame.length > 0) {
          frame[place] = (byte) random.nextInt(256);
        }
        frames.set(at, frame);
      }
    }
    if (frames.isEmpty()) {
      frames.add(new byte[0]);
    }
  }

  private static Status converse(ManagedChannel channel, List<byte[]> frames)
      throws InterruptedException {
    BlockingQueue<Status> end = new LinkedBlockingQueue<>();
    ClientCall<byte[], byte[]> call = channel.newCall(METHOD, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(byte[] message) {
            call.request(1);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            end.add(status);
          }
        },
        new Metadata());
    call.request(10);
    frames.forEach(call::sendMessage);
    call.halfClose();
    Status status = end.poll(60, TimeUnit.SECONDS);
    assertThat(status).as("the end of the call").isNotNull();
    return status;
  }

  private static final Marshaller<byte[]> BYTES =
      new Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private static final MethodDescriptor<byte[], byte[]> METHOD =
      PacsServiceGrpc.getExchangeMethod().toBuilder(BYTES, BYTES).build();
}
