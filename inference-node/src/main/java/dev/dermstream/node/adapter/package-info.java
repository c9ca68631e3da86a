/**
 * LoRA adapters that come and go while a decoder serves. PEFT directories enter by name; for every
 * text a lease leaves that names the adapter's digest and holds its slot, and for every run of the
 * decoder the stacks of all slots.
 */
@NullMarked
package dev.dermstream.node.adapter;

import org.jspecify.annotations.NullMarked;
