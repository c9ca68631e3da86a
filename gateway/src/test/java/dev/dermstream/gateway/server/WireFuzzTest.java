package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.AppenderBase;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.ScreenStreamRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Conversations that begin as HTTP/2 and gRPC should and go wrong in ways that a seed chooses:
 * bytes turned, frames invented, doubled, cut and lying about their length, fields and messages of
 * noise. After every few of them a decent client is served; at the end the log holds no fault of
 * the gateway and memory is what it was.
 */
class WireFuzzTest {
  private static final Duration DURATION =
      Duration.parse(System.getProperty("fuzz.duration", "PT20S"));
  private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
  private static final long MOST_KEPT_BYTES = 64L << 20;
  private static final int ROUND = 50;
  private static final String OURS = "dev.dermstream.";
  private static final List<String> METHODS =
      List.of(
          "dermstream.v1.ScreeningService/Screen",
          "dermstream.v1.ScreeningService/ScreenStream",
          "dermstream.v1.ScreeningService/Ask",
          "dermstream.v1.ScreeningService/Embed",
          "inference.GRPCInferenceService/ModelInfer",
          "inference.GRPCInferenceService/ModelStreamInfer",
          "inference.GRPCInferenceService/RepositoryIndex",
          "grpc.health.v1.Health/Check",
          "grpc.health.v1.Health/Watch",
          "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
          "no.such.Service/Method",
          "",
          "/",
          "%2e%2e/..");
  private static final List<byte[]> MESSAGES =
      List.of(
          TestCluster.image().toByteArray(),
          ScreenStreamRequest.newBuilder()
              .setCorrelationId("a")
              .setRequest(TestCluster.image())
              .build()
              .toByteArray(),
          AskRequest.newBuilder().setQuestion("What is it?").build().toByteArray(),
          ModelInferRequest.newBuilder().setModelName("add").build().toByteArray(),
          new byte[0]);

  private final Queue<String> faults = new ConcurrentLinkedQueue<>();

  @Test
  void noConversationHarmsAnother() throws Exception {
    System.out.println("WireFuzzTest: -Dfuzz.seed=" + SEED);
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    AppenderBase<ILoggingEvent> appender = listen();
    try (TestCluster cluster =
        new TestCluster(
            "max-message-size = 1 MiB, connections.idle-timeout = 2s, default-deadline = 5s")) {
      talk(cluster, random, ROUND);
      long before = usedBytes();
      long end = System.nanoTime() + DURATION.toNanos();
      long conversations = 0;
      while (System.nanoTime() < end) {
        talk(cluster, random, ROUND);
        conversations += ROUND;
        served(cluster);
      }
      System.out.printf("WireFuzzTest: %,d conversations%n", conversations);
      assertThat(usedBytes() - before).as("bytes kept").isLessThan(MOST_KEPT_BYTES);
    } finally {
      root().detachAppender(appender);
      appender.stop();
    }
    assertThat(faults).as("seed %d", SEED).isEmpty();
  }

  private static void talk(TestCluster cluster, RandomGenerator random, int conversations)
      throws IOException {
    for (int i = 0; i < conversations; i++) {
      try (RawHttp2 connection = new RawHttp2(cluster.gateway.port())) {
        connection.send(conversation(random));
        if (random.nextInt(4) == 0) {
          connection.isClosedWithin(1 + random.nextInt(20));
        }
      } catch (SocketException e) {
        // The gateway has closed: its good right.
      }
    }
  }

  private static byte[] conversation(RandomGenerator random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (random.nextInt(50) > 0) {
      out.writeBytes(RawHttp2.PREFACE);
      out.writeBytes(RawHttp2.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]));
    }
    int frames = 1 + random.nextInt(12);
    int stream = 1;
    for (int i = 0; i < frames; i++) {
      byte[] frame =
          switch (random.nextInt(6)) {
            case 0 -> anyFrame(random);
            case 1 -> RawHttp2.frame(RawHttp2.DATA, random.nextInt(2), stream, body(random));
            default -> call(random, stream);
          };
      out.writeBytes(frame);
      if (random.nextInt(8) == 0) {
        out.writeBytes(frame);
      }
      stream += random.nextInt(3);
    }
    byte[] bytes = out.toByteArray();
    if (random.nextInt(3) == 0) {
      turn(random, bytes);
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  private static byte[] call(RandomGenerator random, int stream) {
    Map<String, String> fields = RawHttp2.call(METHODS.get(random.nextInt(METHODS.size())));
    if (random.nextInt(3) == 0) {
      switch (random.nextInt(7)) {
        case 0 -> fields.put("grpc-timeout", noise(random, 12));
        case 1 -> fields.put("grpc-encoding", random.nextBoolean() ? "gzip" : noise(random, 8));
        case 2 -> fields.put("content-type", noise(random, 30));
        case 3 -> fields.put("x-request-id", noise(random, 300));
        case 4 -> fields.put("authorization", "Bearer " + noise(random, 3000));
        case 5 -> fields.put(noise(random, 10), noise(random, 10));
        default -> fields.put(":path", noise(random, 40));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int flags = random.nextInt(10) == 0 ? random.nextInt(256) : RawHttp2.END_HEADERS;
    out.writeBytes(RawHttp2.frame(RawHttp2.HEADERS, flags, stream, RawHttp2.fields(fields)));
    if (random.nextInt(4) > 0) {
      out.writeBytes(RawHttp2.frame(RawHttp2.DATA, random.nextInt(2), stream, body(random)));
    }
    return out.toByteArray();
  }

  private static byte[] body(RandomGenerator random) {
    byte[] message = MESSAGES.get(random.nextInt(MESSAGES.size())).clone();
    if (random.nextInt(3) == 0) {
      turn(random, message);
    }
    byte[] framed = RawHttp2.message(message);
    if (random.nextInt(4) == 0) {
      turn(random, framed);
    }
    return framed;
  }

  private static byte[] anyFrame(RandomGenerator random) {
    byte[] payload = new byte[random.nextInt(random.nextInt(20) == 0 ? 20_000 : 40)];
    random.nextBytes(payload);
    int length = random.nextInt(5) == 0 ? random.nextInt(1 << 24) : payload.length;
    int stream = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(8);
    return RawHttp2.frame(length, random.nextInt(12), random.nextInt(256), stream, payload);
  }

  private static void turn(RandomGenerator random, byte[] bytes) {
    for (int i = 0; bytes.length > 0 && i < 1 + random.nextInt(4); i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
  }

  private static String noise(RandomGenerator random, int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void served(TestCluster cluster) {
    assertThat(cluster.stub().screen(TestCluster.image()).getReport().getDisposition())
        .as("seed %d", SEED)
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Keeps what the gateway calls an error, and what was thrown in it. */
  private AppenderBase<ILoggingEvent> listen() {
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR) && isOurs(event)) {
              faults.add(event.getFormattedMessage() + " " + trace(event));
            }
          }
        };
    appender.start();
    root().addAppender(appender);
    return appender;
  }

  /**
   * Libraries log broken frames as errors too: those are the peer's. A call that the gRPC server
   * has ended by itself, because it could not read its messages, throws when it is ended once more,
   * which changes nothing.
   */
  private static boolean isOurs(ILoggingEvent event) {
    List<String> trace = trace(event);
    boolean endedAlready =
        !trace.isEmpty() && trace.getFirst().contains("GrpcWriteStreamBase.writeMessage");
    return event.getLoggerName().startsWith(OURS)
        || (!endedAlready && trace.stream().anyMatch(frame -> frame.contains(OURS)));
  }

  private static List<String> trace(ILoggingEvent event) {
    return event.getThrowableProxy() == null
        ? List.of()
        : Arrays.stream(event.getThrowableProxy().getStackTraceElementProxyArray())
            .map(StackTraceElementProxy::getSTEAsString)
            .toList();
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
