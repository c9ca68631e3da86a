/**
 * A chat model behind any endpoint that speaks OpenAI's protocol: messages and a picture enter,
 * what the model wrote and the tokens it took leave. Waits, attempts and what is paid are bounded.
 */
@NullMarked
package dev.dermstream.trainer.chat;

import org.jspecify.annotations.NullMarked;
