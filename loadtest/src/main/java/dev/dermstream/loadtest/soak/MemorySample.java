package dev.dermstream.loadtest.soak;

/**
 * Memory of the node after so many requests.
 *
 * @param requests how many had ended
 * @param residentBytes memory in RAM; with a heap of fixed size that is touched as a whole, what
 *     grows of it is native
 * @param heapBytes live objects, after a full collection
 */
record MemorySample(long requests, long residentBytes, long heapBytes) {}
