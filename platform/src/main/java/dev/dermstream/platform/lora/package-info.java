/**
 * LoRA adapters in PEFT's format: a directory of {@code adapter_config.json} and {@code
 * adapter_model.safetensors} enters, checked low-rank pairs by layer leave, and back.
 */
@NullMarked
package dev.dermstream.platform.lora;

import org.jspecify.annotations.NullMarked;
