package dev.dermstream.node.generate;

import dev.dermstream.node.engine.Decoding;
import dev.dermstream.node.engine.KeyValues;
import dev.dermstream.node.engine.TextDecoder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of the constant beginnings of prompts, by adapter and tokens, the least recently
 * used given up first. A beginning is always computed by itself, so that a text is the same whether
 * it was found here or not. Thread-safe.
 *
 * <p>An adapter goes by its digest: one that was replaced never finds what the earlier one left,
 * and one that comes back, in whatever slot, finds what it left itself. Only those inside the
 * decoder's graph have none; they go by their number, which never changes.
 */
final class PrefixCache {
  private final TextDecoder decoder;
  private final long mostBytes;
  private final Map<Key, KeyValues> entries = new LinkedHashMap<>(16, .75f, true);
  private long bytes;
  private long hits;
  private long misses;

  /**
   * @param mostBytes 0: nothing is kept, and {@link #isOn} says so
   */
  PrefixCache(TextDecoder decoder, long mostBytes) {
    this.decoder = decoder;
    this.mostBytes = mostBytes;
  }

  private record Key(int adapterInGraph, String adapterDigest, List<Long> tokens) {
    static Key of(GenerationRequest request, long[] prefix) {
      String digest = request.adapterDigest();
      return new Key(
          digest.isEmpty() ? request.adapterId() : 0,
          digest,
          Arrays.stream(prefix).boxed().toList());
    }
  }

  /** False if prompts are to be read whole. */
  boolean isOn() {
    return mostBytes > 0;
  }

  /**
   * What the decoder holds after the first tokens of a request's prompt; computed if it is not
   * here.
   */
  KeyValues get(GenerationRequest request, int tokens) {
    long[] prefix = Arrays.copyOf(request.prompt(), tokens);
    Key key = Key.of(request, prefix);
    KeyValues found = find(key);
    if (found != null) {
      return found;
    }
    try (Decoding decoding = decoder.begin(request.adapterId())) {
      decoding.read(decoder.embed(prefix), tokens);
      KeyValues computed = decoding.keyValues(0, tokens);
      keep(key, computed);
      return computed;
    }
  }

  private synchronized @Nullable KeyValues find(Key key) {
    KeyValues found = entries.get(key);
    if (found == null) {
      misses++;
    } else {
      hits++;
    }
    return found;
  }

  private synchronized void keep(Key key, KeyValues computed) {
    KeyValues before = entries.put(key, computed);
    bytes += computed.bytes() - (before == null ? 0 : before.bytes());
    Iterator<KeyValues> eldest = entries.values().iterator();
    while (bytes > mostBytes) {
      bytes -= eldest.next().bytes();
      eldest.remove();
    }
  }

  synchronized long hits() {
    return hits;
  }

  synchronized long misses() {
    return misses;
  }

  synchronized long bytes() {
    return bytes;
  }
}
