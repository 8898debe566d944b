package io.lethe.problem;

/**
 * Every code a caller can meet, with its HTTP status and a title that says how to mend it.
 *
 * <p><b>Guarantee</b>: a code is never renamed and never reused for another cause.
 *
 * <p><b>Source</b>: RFC 9457 (problem details); the code is the extension member {@code code}.
 */
public enum ErrorCode {
  BODY_EMPTY(400, "The request has no body"),
  BODY_NOT_JSON(400, "The body is not valid JSON"),
  BODY_SHAPE(400, "The body does not have the documented shape"),
  BODY_TOO_LARGE(413, "The body exceeds the limit; send less or use application/x-ndjson"),
  ITEMS_TOO_MANY(413, "The array has more items than the limit; use application/x-ndjson"),
  MEDIA_TYPE(415, "The content type is not supported here"),
  NOT_ACCEPTABLE(406, "None of the accepted media types can be produced"),
  METHOD_NOT_ALLOWED(405, "The method is not supported on this path"),
  PARAMETER_INVALID(400, "A parameter is missing or malformed"),
  UNAUTHENTICATED(401, "A valid bearer token is needed"),
  FORBIDDEN(403, "The caller's role or grants do not allow this"),
  NOT_FOUND(404, "There is no such thing, or the caller's grants do not cover it"),
  INTERNAL(500, "An unexpected error; the log has its reference"),
  UNAVAILABLE(503, "A needed part is unavailable; try again later"),

  LINE_TOO_LONG(422, "A line exceeds the limit of one record"),
  STREAM_TOO_LONG(422, "The answer has reached its limit; send these lines in another stream"),
  IDEMPOTENCY_KEY_INVALID(422, "An idempotency key is a UUID"),
  IDEMPOTENCY_KEY_REUSED(422, "Another item was sent under this idempotency key; draw a new one"),
  FIELDS_TOO_MANY(422, "A record has more fields than the limit"),
  VALUE_TOO_LONG(422, "A value exceeds the limit"),
  FIELD_NOT_DECLARED(422, "The category declares no such field"),
  FIELD_REJECTED(422, "The policy forbids collecting this field"),
  VALUE_INVALID(422, "A value does not fit the type of its field"),
  CONTENT_REFUSED(422, "A text contains what the policy does not take in it"),
  ATTRIBUTE_NOT_DECLARED(422, "The policy declares no such attribute"),
  ATTRIBUTE_MISSING(422, "An attribute's value needs another attribute beside it"),
  ATTRIBUTE_REJECTED(422, "The policy refuses records with this attribute's value"),
  POLICY_UNKNOWN(422, "There is no such policy"),
  POLICY_NOT_ACTIVE(422, "The policy has no active version; see its findings"),
  CATEGORY_UNKNOWN(422, "The policy declares no such category"),
  CATEGORY_EXCLUDED(422, "The policy does not apply to this data; see its list of exclusions"),
  CATEGORY_BLOCKED(422, "The category has findings and cannot be used; see the policy"),
  SUBJECT_MISSING(422, "A record needs a subject"),
  SUBJECT_UNKNOWN(422, "The subject is not known under this policy"),
  SUBJECT_DESTROYED(422, "The subject was destroyed; send collectedAt, later than the destruction"),
  SUBJECT_BANNED(422, "The subject's data may not be collected; an officer may lift the ban"),
  RECORD_UNKNOWN(422, "The policy has no such record"),
  CLOCK_OUT_OF_RANGE(422, "An instant is missing, too old or in the future"),
  TIME_TABLE_DROPPED(
      422, "All that was collected then was destroyed; such a record comes too late"),
  EVENT_NOT_DECLARED(422, "The policy declares no such event"),

  RECORD_DESTROYED(410, "The record was destroyed"),
  RECORD_DEPERSONALIZED(410, "The record was depersonalized"),
  ACT_DESTROYED(410, "The act was destroyed when its own term was over"),
  RECORD_UNREADABLE(500, "The stored record cannot be opened with its key"),
  RECORD_BLOCKED(409, "The record is blocked; only clarification is allowed"),

  POLICY_INVALID(422, "The policy has findings"),
  POLICY_EXISTS(409, "The newest version has the same text"),
  POLICY_NOT_ACTIVATABLE(409, "The version has findings that keep it from being activated"),
  VERSION_STATE(409, "The version is not in a state that allows this"),
  APPROVAL_MISSING(409, "The version is stricter than the one before; a second person approves it"),
  NOTICE_MISSING(409, "Subjects have to be notified before the version is activated"),
  NOTICE_TOO_SHORT(409, "Subjects were notified later than the policy promises"),
  TASK_DONE(409, "The task was done before"),
  EXPORT_DENIED(409, "The policy declares no such recipient of this data"),
  EXPORT_IDENTIFYING(409, "A group of the export has fewer people than the policy demands"),
  RESIDENCY_VIOLATED(409, "The databases are in a country that the policy does not allow"),
  CALENDAR_INVALID(422, "The table of working days cannot be read"),
  CALENDAR_YEAR_MISSING(409, "The calendar lacks a year in which working days have to be counted"),

  HOLD_RELEASED(409, "The hold is already released"),
  BAN_NOT_IN_FORCE(409, "No ban on the collection of this person's data is in force"),
  BLOCK_NOT_OVERLONG(409, "The block has not lasted long enough to end in destruction"),
  BLOCK_RELEASED(409, "The block is already released"),

  REQUEST_TYPE_UNKNOWN(422, "Neither the policy nor its laws know such a request"),
  REQUEST_STATE(409, "The request is not in a state that allows this"),
  NORM_MISSING(422, "A refusal must cite its norm and give a reason"),
  EXTENSION_NOT_ALLOWED(409, "The request's rule allows no extension, or it is extended already"),
  NOTICE_LATE(409, "The notice came after the deadline, and extends nothing"),
  NOTICE_SENT(409, "This notice was sent already"),

  RUN_FUTURE(422, "A cut-off later than now is allowed in a dry run only"),
  RUN_STATE(409, "The run is not in a state that allows this"),
  CLOCK_SKEW(503, "The clocks of the service and the database differ by more than the limit"),
  CLOCK_BACKWARDS(409, "The clock only moves forward"),

  SIGNATURE_FORM(422, "The signature is not a detached SignedData of CMS (RFC 5652)"),
  SIGNATURE_OF_OTHER_CONTENT(
      422, "The signature is over another content; sign the act as it is answered, byte by byte"),
  SIGNATURE_INVALID(422, "The signature is wrong under its own certificate; sign again"),
  SIGNATURE_EXISTS(409, "The act has this signature already"),

  KEY_UNAVAILABLE(503, "A key cannot be opened; check the key encryption key"),
  KEY_ROTATED_ELSEWHERE(409, "The provider's owner makes new versions of the key encryption key"),
  KEYSTORE_UNREADABLE(503, "The keystore cannot be read; check lethe.keys.keystore.path"),
  KEYSTORE_PASSWORD(503, "The keystore does not open; check lethe.keys.keystore.password"),
  KEYSTORE_INVALID(503, "The keystore has no usable key; check lethe.keys.keystore.alias"),
  VAULT_INVALID(503, "The settings of Vault do not do; check lethe.keys.vault"),
  KEY_RING_MISMATCH(503, "The keys database is not the one that the data was written with"),
  KEY_DESTROYED(410, "The key was destroyed"),
  KEY_VERSION_UNKNOWN(422, "The key ring has no version of this number"),
  KEY_OF_OTHER_RING(500, "The key is wrapped by another ring than its policy's"),
  KEY_IN_USE(409, "Rows still use this version; rewrap its ring first"),
  KEY_VERSION_STATE(409, "The version is not in a state that allows this"),
  CONFIRMATION_MISSING(409, "Products may hold tokens of this version; confirm that none does"),
  SECOND_PERSON(409, "Another person than the one who asked must approve this"),
  JOB_UNFINISHED(409, "A job of this kind is unfinished for the ring; wait for it or cancel it"),
  JOB_STATE(409, "The job is not in a state that allows this"),
  LEASES_DISABLED(409, "Nothing is leased to sidecars here; lethe.leases.enabled turns it on"),
  QUOTA_EXCEEDED(429, "The caller's daily quota of this is used up"),
  TOKEN_INVALID(422, "A token is truncated or malformed"),
  PURPOSE_NOT_ALLOWED(403, "The policy does not allow this purpose"),

  CENTRE_UNAVAILABLE(503, "The central service does not answer; try again later"),
  NOT_LOCAL(403, "A sidecar answers its own pod alone; call it at 127.0.0.1"),
  SPOOL_FULL(503, "The spool is full until the central service takes from it; try again later"),
  SPOOL_UNAVAILABLE(503, "The spool cannot be used; check lethe.sidecar.spool"),
  SIDECAR_INVALID(503, "The settings of the sidecar do not do; check lethe.sidecar"),

  DATABASE_SEALED(503, "The database is sealed; GET /api/v1/gate says why"),
  GATE_STATE(409, "The gate is not in a state that allows this"),
  DATABASE_OF_OTHER_KIND(500, "The database belongs to a build of the other kind");

  private final int status;
  private final String title;

  ErrorCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** HTTP status code. */
  public int status() {
    return status;
  }

  /** One sentence for people; never holds a value. */
  public String title() {
    return title;
  }
}
