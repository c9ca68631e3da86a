/**
 * The trail of what the edge did with whose objects, for a hospital's audit repository (PS3.15,
 * A.5). Enter: that the edge started and stopped, received, sent and refused. Leave: messages in
 * XML, in a file of each day and to a syslog server, and records of the audit log. A patient is
 * named by an opaque token alone: PS3.15 asks for the Patient ID in the messages of transfers, and
 * these leave the edge.
 */
@NullMarked
package dev.dermstream.pacs.audit;

import org.jspecify.annotations.NullMarked;
