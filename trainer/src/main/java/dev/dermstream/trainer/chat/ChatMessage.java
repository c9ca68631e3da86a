package dev.dermstream.trainer.chat;

/**
 * A turn of a conversation.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param text what is said
 */
public record ChatMessage(String role, String text) {}
