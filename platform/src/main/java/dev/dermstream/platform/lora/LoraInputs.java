package dev.dermstream.platform.lora;

/**
 * Names of the inputs by which a decoder's graph takes adapters at run time: for every layer that
 * can be adapted {@code lora_a.LAYER [adapters, in, rank]} and {@code lora_b.LAYER [adapters, rank,
 * out]}, float32, the scale folded into B, and {@value #ADAPTER_ID} {@code [batch]}, int64, which
 * says for each row of the batch which of the adapters it takes. The number of adapters is free at
 * every run; rank, in and out are not.
 */
public final class LoraInputs {
  public static final String ADAPTER_ID = "adapter_id";
  public static final String A = "lora_a.";
  public static final String B = "lora_b.";

  private LoraInputs() {}
}
