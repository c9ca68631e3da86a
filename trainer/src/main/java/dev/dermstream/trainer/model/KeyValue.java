package dev.dermstream.trainer.model;

/** One layer's keys and values {@code [batch, key-value heads, tokens, head dimension]}. */
public record KeyValue<T>(T key, T value) {}
