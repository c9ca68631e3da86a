package dev.dermstream.pacs.audit;

/**
 * Whose trail it is.
 *
 * @param id names this edge in the hospital (AuditSourceID)
 * @param site of the enterprise (AuditEnterpriseSiteID); may be empty
 * @param aeTitle its AE title; may be empty
 * @param host its host name
 */
public record AuditSource(String id, String site, String aeTitle, String host) {}
