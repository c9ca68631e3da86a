package dev.dermstream.dicom.dimse;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what is stored, and counts what becomes of it. */
final class MemoryStore implements StoreHandler {
  @SuppressWarnings("ArrayRecordComponent") // Looked at by the tests, compared nowhere as a whole.
  record Kept(StoreRequest request, byte[] dataSet) {}

  final Map<String, Kept> objects = new ConcurrentHashMap<>();
  final AtomicInteger begun = new AtomicInteger();
  final AtomicInteger finished = new AtomicInteger();
  final AtomicInteger aborted = new AtomicInteger();

  @Override
  public StoreSink begin(StoreRequest request) {
    begun.incrementAndGet();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    return new StoreSink() {
      @Override
      public void write(byte[] from, int offset, int length) {
        bytes.write(from, offset, length);
      }

      @Override
      public DimseStatus finish() {
        finished.incrementAndGet();
        objects.put(request.sopInstance(), new Kept(request, bytes.toByteArray()));
        return DimseStatus.SUCCESS;
      }

      @Override
      public void abort() {
        aborted.incrementAndGet();
      }
    };
  }

  Kept get(TestObject object) {
    return objects.get(object.sopInstance());
  }

  Kept only() {
    return objects.values().iterator().next();
  }
}
