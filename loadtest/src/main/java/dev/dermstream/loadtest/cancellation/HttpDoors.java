package dev.dermstream.loadtest.cancellation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The doors of HTTP/1.1; their callers close the connection. */
final class HttpDoors {
  private static final String EVENTS = "text/event-stream";
  private static final String JSON = "application/json";

  private final int port;
  private final byte[] image;
  private final byte[] webRequest;

  /**
   * @param image that the node can read
   * @param askRequest in protobuf, for gRPC-Web
   */
  HttpDoors(int port, byte[] image, byte[] askRequest) {
    this.port = port;
    this.image = image.clone();
    this.webRequest =
        ByteBuffer.allocate(askRequest.length + 5)
            .put((byte) 0)
            .putInt(askRequest.length)
            .put(askRequest)
            .array();
  }

  List<Door> all() {
    String ask =
        "/v1/ask?profile=mm-skin&question=What%20is%20this%20lesion%3F&temperature=2&seed=70";
    return List.of(
        door("HTTP/JSON /v1/screen", "/v1/screen", "image/jpeg", JSON, image),
        door("HTTP/JSON /v1/ask", ask, "image/jpeg", JSON, image),
        door("events /v1/screen", "/v1/screen", "image/jpeg", EVENTS, image),
        door("events /v1/ask", ask, "image/jpeg", EVENTS, image),
        door(
            "gRPC-Web Ask",
            "/dermstream.v1.ScreeningService/Ask",
            "application/grpc-web+proto",
            "application/grpc-web+proto",
            webRequest));
  }

  private Door door(String name, String address, String type, String accept, byte[] body) {
    String head =
        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nAccept: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(address, type, accept, body.length);
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    return new Door() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public BegunCall begin() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(request.toByteArray());
        return socket::close;
      }
    };
  }
}
