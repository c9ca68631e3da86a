package dev.dermstream.platform.lora;

/**
 * Names of the inputs by which a decoder's graph takes adapters at run time: for every layer that
 * can be adapted {@code lora_a.LAYER [rows, in, rank]} and {@code lora_b.LAYER [rows, rank, out]},
 * float32, the scale folded into B. {@code rows} is the batch, an adapter for each row, or 1, one
 * for all; it and the rank are the same on all layers of a run and free otherwise. A row without an
 * adapter has zeros.
 */
public final class LoraInputs {
  public static final String A = "lora_a.";
  public static final String B = "lora_b.";

  private LoraInputs() {}
}
