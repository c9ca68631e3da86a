package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.AssociationException;
import dev.dermstream.dicom.association.FragmentSink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object on its way to a sink. A sink that fails, or an object that is too large, does not end
 * the association: the rest is passed over and the failure becomes the status.
 */
final class StoreReception implements FragmentSink {
  private static final Logger log = LoggerFactory.getLogger(StoreReception.class);

  private final StoreSink sink;
  private final long maxBytes;
  private long bytes;
  private boolean ended;
  private @Nullable DimseStatus failure;

  private StoreReception(StoreSink sink, long maxBytes) {
    this.sink = sink;
    this.maxBytes = maxBytes;
  }

  static StoreReception begin(StoreHandler handler, StoreRequest request, long maxBytes) {
    try {
      return new StoreReception(handler.begin(request), maxBytes);
    } catch (IOException | RuntimeException e) {
      log.warn("An object could not be taken", e);
      return refused(DimseStatus.OUT_OF_RESOURCES, maxBytes);
    }
  }

  static StoreReception refused(DimseStatus why, long maxBytes) {
    return new StoreReception(StoreSink.refuse(why), maxBytes);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws AssociationException {
    bytes += length;
    if (bytes / 2 > maxBytes) {
      throw AssociationException.violation("An object is far longer than objects may be.");
    }
    if (failure == null && bytes > maxBytes) {
      fail(DimseStatus.OUT_OF_RESOURCES.with("The object is longer than is taken here"));
    }
    if (failure != null) {
      return;
    }
    try {
      sink.write(from, offset, length);
    } catch (IOException | RuntimeException e) {
      log.warn("An object could not be taken", e);
      fail(DimseStatus.OUT_OF_RESOURCES);
    }
  }

  /** All bytes were there. */
  DimseStatus finish() {
    if (failure != null) {
      return failure;
    }
    try {
      DimseStatus status = sink.finish();
      ended = true;
      return status;
    } catch (IOException | RuntimeException e) {
      log.warn("An object could not be kept", e);
      fail(DimseStatus.OUT_OF_RESOURCES);
      return DimseStatus.OUT_OF_RESOURCES;
    }
  }

  private void fail(DimseStatus why) {
    failure = why;
    abort();
  }

  /** Tells the sink, unless it knows already. */
  void abort() {
    if (!ended) {
      ended = true;
      try {
        sink.abort();
      } catch (RuntimeException e) {
        log.warn("An object that did not become whole could not be dropped", e);
      }
    }
  }
}
