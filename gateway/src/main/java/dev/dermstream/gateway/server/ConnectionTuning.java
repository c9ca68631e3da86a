package dev.dermstream.gateway.server;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * What Vert.x has no option for. Each was measured with {@code loadtest/gateway}; to be called on
 * the connection's event loop, with effect from then on.
 *
 * <p>What all calls of a connection write within one turn of its event loop is handed to the system
 * at once. Vert.x would ask the system for every frame that does not answer what it is just reading
 * from the same connection, which a gateway's hardly ever do: three times for a request of one
 * message, three times for its answer.
 *
 * <p>The begun frame at the end of what was read is kept beside what is read next. The codec would
 * copy both into a larger buffer, with every read of a picture.
 *
 * <p>Buffers of pictures come from Netty's older pool. The adaptive one, its default since 4.2,
 * asks the system for a fresh one, filled with zeros, wherever the heap is small.
 */
final class ConnectionTuning {
  private static final int KIB = 1024;

  /** A picture or several. Netty's 64 KiB would cut each into what it may write at a time. */
  private static final WriteBufferWaterMark PICTURES =
      new WriteBufferWaterMark(512 * KIB, 1024 * KIB);

  private ConnectionTuning() {}

  /** A caller's connection. What it may leave unread stays as small as Netty's default. */
  static void inbound(HttpConnection connection) {
    apply(((ConnectionBase) connection).channel());
  }

  /** A connection to a peer, over which the pictures of all callers go. */
  static void upstream(HttpConnection connection) {
    Channel channel = ((ConnectionBase) connection).channel();
    channel.config().setWriteBufferWaterMark(PICTURES);
    apply(channel);
  }

  private static void apply(Channel channel) {
    channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addFirst(
        new FlushConsolidationHandler(
            FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
    Http2ConnectionHandler codec = pipeline.get(Http2ConnectionHandler.class);
    if (codec != null) {
      codec.setCumulator(ByteToMessageDecoder.COMPOSITE_CUMULATOR);
    }
  }
}
