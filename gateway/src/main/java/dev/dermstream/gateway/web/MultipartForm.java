package dev.dermstream.gateway.web;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a whole {@code multipart/form-data} body (RFC 7578) in memory: the file {@code image} and
 * text fields. Read from a whole body because Vert.x takes a form that breaks off for one that
 * ended, and with it half an image, or a profile that was never named.
 */
final class MultipartForm {
  private static final String IMAGE = "image";
  private static final int MAX_FIELDS = 32;
  private static final int MAX_HEAD_BYTES = 8 * 1024;
  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";\\s*boundary=(?:\"([^\"]{1,70})\"|([^\";\\s]{1,70}))", Pattern.CASE_INSENSITIVE);

  private MultipartForm() {}

  /**
   * @param fields takes the text fields
   * @return the image's bytes
   * @throws ServiceException INVALID_INPUT if the form is broken off or malformed, or holds a file
   *     other than {@code image} or two of them; EMPTY_IMAGE if it holds none
   */
  static ByteString read(String contentType, Buffer body, Fields fields) {
    byte[] bytes = body.getBytes();
    requireEnd(contentType, bytes);
    HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
    head.headers().set("content-type", contentType);
    HttpPostMultipartRequestDecoder decoder = null;
    try {
      decoder =
          new HttpPostMultipartRequestDecoder(
              // False: never to a file.
              new DefaultHttpDataFactory(false),
              head,
              StandardCharsets.UTF_8,
              MAX_FIELDS,
              MAX_HEAD_BYTES);
      decoder.offer(new DefaultLastHttpContent(Unpooled.wrappedBuffer(bytes)));
      return parts(decoder.getBodyHttpDatas(), fields);
    } catch (HttpPostRequestDecoder.ErrorDataDecoderException
        | HttpPostRequestDecoder.NotEnoughDataDecoderException
        | HttpPostRequestDecoder.TooManyFormFieldsException
        | HttpPostRequestDecoder.TooLongFormFieldException
        | IOException e) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, "The form cannot be read.", e);
    } finally {
      if (decoder != null) {
        decoder.destroy();
      }
    }
  }

  private static ByteString parts(List<InterfaceHttpData> parts, Fields fields) throws IOException {
    ByteString image = ByteString.EMPTY;
    int images = 0;
    for (InterfaceHttpData part : parts) {
      if (part instanceof HttpData data && part.getName().equals(IMAGE)) {
        image = UnsafeByteOperations.unsafeWrap(data.get());
        images++;
      } else if (part instanceof FileUpload) {
        throw invalid("The form's file must be named image.");
      } else if (part instanceof HttpData data) {
        fields.add(data.getName(), data.getString(StandardCharsets.UTF_8));
      }
    }
    if (images == 0) {
      throw new ServiceException(ErrorCode.EMPTY_IMAGE, "The form holds no file named image.");
    }
    if (images > 1) {
      throw invalid("The form holds more than one image; send one a request.");
    }
    return image;
  }

  private static void requireEnd(String contentType, byte[] body) {
    Matcher matcher = BOUNDARY.matcher(contentType);
    if (!matcher.find()) {
      throw invalid("The form's Content-Type names no boundary.");
    }
    String boundary = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    byte[] end = ("--" + boundary + "--").getBytes(StandardCharsets.ISO_8859_1);
    int length = body.length;
    while (length > 0 && (body[length - 1] == '\r' || body[length - 1] == '\n')) {
      length--;
    }
    boolean ends =
        length >= end.length
            && Arrays.equals(body, length - end.length, length, end, 0, end.length);
    if (!ends) {
      throw invalid("The form broke off before its end.");
    }
  }

  private static ServiceException invalid(String sentence) {
    return new ServiceException(ErrorCode.INVALID_INPUT, sentence);
  }
}
