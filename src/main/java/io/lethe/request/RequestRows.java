package io.lethe.request;

import io.lethe.database.Columns;
import io.lethe.database.Ids;
import io.lethe.policy.RequestPart;
import io.lethe.policy.RequestType;
import io.lethe.request.Request.Asked;
import io.lethe.request.Request.Decision;
import io.lethe.request.Request.Lifting;
import io.lethe.request.Request.Progress;
import io.lethe.request.Request.Times;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows of requests. */
final class RequestRows {

  private RequestRows() {}

  static List<Request> list(Iterable<Row> rows) {
    List<Request> requests = new ArrayList<>();
    rows.forEach(row -> requests.add(of(row)));
    return requests;
  }

  private static Request of(Row row) {
    return new Request(
        row.getUUID("id"),
        row.getString("policy"),
        row.getInteger("policy_version"),
        row.getUUID("subject_id"),
        RequestType.valueOf(row.getString("type")),
        row.getString("rule"),
        asked(row),
        times(row),
        progress(row));
  }

  private static Asked asked(Row row) {
    return new Asked(
        row.getString("category"),
        List.of(row.getArrayOfStrings("purposes")),
        List.of(row.getArrayOfStrings("fields")),
        Channel.valueOf(row.getString("channel")),
        Channel.valueOf(row.getString("answer_channel")),
        row.getBoolean("representative"),
        parts(row, "parts"),
        parts(row, "missing"),
        row.getUUID("file"),
        row.getUUID("repeats"),
        row.getBoolean("free"),
        List.of(row.getArrayOfStrings("redirected_to")));
  }

  private static List<RequestPart> parts(Row row, String column) {
    return Stream.of(row.getArrayOfStrings(column)).map(RequestPart::valueOf).toList();
  }

  private static Times times(Row row) {
    return new Times(
        at(row, "created_at"),
        row.getString("created_by"),
        at(row, "received_at"),
        Columns.instant(row, "detected_at"),
        Columns.instant(row, "evidence_at"),
        Columns.instant(row, "extended_at"),
        word(row, "extension_reason", ExtensionReason.class));
  }

  private static Progress progress(Row row) {
    RequestState state = RequestState.valueOf(row.getString("state"));
    Instant lifted = Columns.instant(row, "override_at");
    Instant decided = Columns.instant(row, "decided_at");
    return new Progress(
        state,
        row.getLocalDate("deadline"),
        Columns.instant(row, "overdue_at"),
        row.getUUID("block_id"),
        lifted == null
            ? null
            : new Lifting(
                lifted,
                row.getString("override_by"),
                OverrideReason.valueOf(row.getString("override_reason"))),
        decided == null
            ? null
            : new Decision(
                state == RequestState.REFUSED ? Outcome.REFUSED : Outcome.GRANTED,
                decided,
                row.getString("decided_by"),
                row.getString("norm"),
                word(row, "reason", DecisionReason.class)),
        Columns.instant(row, "closed_at"));
  }

  private static Instant at(Row row, String column) {
    return Objects.requireNonNull(Columns.instant(row, column), column);
  }

  private static <E extends Enum<E>> @Nullable E word(Row row, String column, Class<E> type) {
    String name = row.getString(column);
    return name == null ? null : Enum.valueOf(type, name);
  }

  /** What never changes: $1 to $20. */
  static Tuple received(Request request) {
    Asked asked = request.asked();
    Times times = request.times();
    return Tuple.tuple()
        .addUUID(request.id())
        .addString(request.policy())
        .addInteger(request.policyVersion())
        .addShort((short) Ids.bucket(request.subject()))
        .addUUID(request.subject())
        .addString(request.type().name())
        .addString(request.rule())
        .addString(asked.category())
        .addArrayOfString(asked.purposes().toArray(new String[0]))
        .addArrayOfString(asked.fields().toArray(new String[0]))
        .addString(asked.channel().name())
        .addString(asked.answerChannel().name())
        .addBoolean(asked.representative())
        .addArrayOfString(names(asked.parts()))
        .addArrayOfString(names(asked.missing()))
        .addUUID(asked.file())
        .addUUID(asked.repeats())
        .addBoolean(asked.free())
        .addOffsetDateTime(Columns.utc(times.createdAt()))
        .addString(times.createdBy());
  }

  /** What changes, in the order of {@link RequestStore}'s statements. */
  static Tuple changing(Tuple before, Request request, @Nullable Instant expiresAt) {
    Times times = request.times();
    Progress progress = request.progress();
    Lifting lifted = progress.override();
    Decision decision = progress.decision();
    return before
        .addOffsetDateTime(Columns.utc(times.receivedAt()))
        .addOffsetDateTime(Columns.utc(times.detectedAt()))
        .addOffsetDateTime(Columns.utc(times.evidenceAt()))
        .addOffsetDateTime(Columns.utc(times.extendedAt()))
        .addString(name(times.extensionReason()))
        .addLocalDate(progress.deadline())
        .addOffsetDateTime(Columns.utc(progress.overdueAt()))
        .addString(progress.state().name())
        .addUUID(progress.blockId())
        .addOffsetDateTime(Columns.utc(lifted == null ? null : lifted.at()))
        .addString(lifted == null ? null : lifted.by())
        .addString(lifted == null ? null : lifted.reason().name())
        .addOffsetDateTime(Columns.utc(decision == null ? null : decision.at()))
        .addString(decision == null ? null : decision.by())
        .addString(decision == null ? null : decision.norm())
        .addString(decision == null ? null : name(decision.reason()))
        .addOffsetDateTime(Columns.utc(progress.closedAt()))
        .addOffsetDateTime(Columns.utc(expiresAt));
  }

  private static @Nullable String name(@Nullable Enum<?> word) {
    return word == null ? null : word.name();
  }

  private static String[] names(Collection<RequestPart> parts) {
    return parts.stream().map(Enum::name).toArray(String[]::new);
  }
}
