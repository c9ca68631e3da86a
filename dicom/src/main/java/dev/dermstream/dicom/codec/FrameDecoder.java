package dev.dermstream.dicom.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A codec within the child; for one thread. */
interface FrameDecoder {
  /**
   * Decodes a whole stream.
   *
   * @param stream outside the heap
   * @return samples of that shape by pixel, little endian, in the arena
   * @throws DamagedStreamException if the library complains or the stream is of another shape
   */
  MemorySegment decode(MemorySegment stream, FrameShape shape, Arena arena)
      throws DamagedStreamException;
}
