package io.lethe.record;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.access.Caller;
import io.lethe.database.Ids;
import io.lethe.key.DataKeys;
import io.lethe.key.KeyRings;
import io.lethe.key.OpenKeys;
import io.lethe.key.PolicyKeys;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyEpochs;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.lethe.record.RectifiedFields.Rectified;
import io.lethe.transform.Outcome.Protected;
import io.lethe.transform.Outcome.Refused;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Rectifies records: new values take the place of old ones, by the rules of the version that had
 * protected the record.
 *
 * <p><b>Guarantee</b>: the old value is found by nothing any more when this is answered. It is
 * gone, unless the policy keeps replaced values for a while or a hold does; then it has a clock of
 * its own. Nothing of another change is lost: what was read is compared with what is there, and
 * read again.
 *
 * <p><b>Source</b>: Federal Law 152-FZ, articles 20(3) and 21(2).
 */
@ApplicationScoped
class RectifyService {

  private static final int ATTEMPTS = 6;

  private final RecordService records;
  private final PolicyCatalog policies;
  private final RecordPlans plans;
  private final RectifiedFields fields;
  private final RectifyWriter writer;
  private final PolicyEpochs epochs;
  private final KeyRings rings;
  private final DataKeys dataKeys;
  private final Clock clock;
  private final Ids ids = new Ids();

  RectifyService(
      RecordService records,
      PolicyCatalog policies,
      RecordPlans plans,
      RectifiedFields fields,
      RectifyWriter writer,
      PolicyEpochs epochs,
      KeyRings rings,
      DataKeys dataKeys,
      Clock clock) {
    this.records = records;
    this.policies = policies;
    this.plans = plans;
    this.fields = fields;
    this.writer = writer;
    this.epochs = epochs;
    this.rings = rings;
    this.dataKeys = dataKeys;
    this.clock = clock;
  }

  /**
   * Rectifies a record.
   *
   * <p><b>Errors</b>: those of a field on receipt; {@code NOT_FOUND}, {@code RECORD_DESTROYED},
   * {@code RECORD_DEPERSONALIZED}, {@code KEY_DESTROYED}, {@code RECORD_UNREADABLE}.
   */
  Uni<RecordView> rectify(Caller caller, UUID id, Rectification change) {
    return attempt(caller, id, change, 1).chain(() -> records.view(caller, id));
  }

  private Uni<Void> attempt(Caller caller, UUID id, Rectification change, int attempt) {
    return epochs
        .current(() -> once(caller, id, change))
        .onFailure(failure -> failure instanceof SubjectChanged && attempt < ATTEMPTS)
        .recoverWithUni(() -> attempt(caller, id, change, attempt + 1))
        .onFailure(SubjectChanged.class)
        .transform(
            failure ->
                new ServiceException(
                    ErrorCode.UNAVAILABLE, "the record kept changing; send the change again"));
  }

  private Uni<Void> once(Caller caller, UUID id, Rectification change) {
    return records
        .stored(caller, id)
        .map(RecordStore.Stored::row)
        .chain(
            row -> {
              refuseElsewhere(row);
              Category category = category(row);
              refuse(change.undeclared(category));
              return rings.write(row.policy(), keys -> write(caller, keys, row, category, change));
            });
  }

  private Category category(RecordRow row) {
    return policies
        .version(row.policy(), row.policyVersion())
        .document()
        .categories()
        .get(row.category());
  }

  /** New values are taken in as records are. */
  private void refuseElsewhere(RecordRow row) {
    if (policies.active(row.policy()).filter(policies::resides).isEmpty()) {
      throw new ServiceException(
          ErrorCode.RESIDENCY_VIOLATED, "nothing is taken in under this policy here");
    }
  }

  private static void refuse(List<Violation> violations) {
    if (!violations.isEmpty()) {
      throw new ServiceException(
          ErrorCode.valueOf(violations.get(0).code()), "nothing was changed", violations);
    }
  }

  private Uni<Void> write(
      Caller caller, PolicyKeys keys, RecordRow row, Category category, Rectification change) {
    var protection =
        plans
            .of(row.policy(), row.policyVersion(), row.category())
            .protect(change.given(), new PolicyFieldTokens(keys));
    if (protection instanceof Refused refused) {
      refuse(refused.violations());
    }
    Protected fresh = (Protected) protection;
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return dataKey(row, fresh)
        .chain(key -> open(keys, key))
        .map(
            opened -> {
              OpenKeys open = opened.keys();
              try (open) {
                ObjectNode secret = secret(row, opened);
                return fields.unchanged(row, secret, change, fresh)
                    ? Optional.<RectifyWriter.Change>empty()
                    : Optional.of(
                        prepared(
                            row,
                            fields.rectify(row, category, keys, secret, change, fresh),
                            fresh,
                            opened,
                            change));
              }
            })
        .chain(
            prepared ->
                prepared
                    .map(known -> writer.write(caller, keys, known, now))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  /** The record's data key; or the one of its subject's category, made if there is none. */
  private Uni<Key> dataKey(RecordRow row, Protected fresh) {
    UUID own = row.keyId();
    if (own != null || fresh.secret().isEmpty()) {
      return Uni.createFrom().item(new Key(Optional.ofNullable(own), Optional.empty()));
    }
    return writer
        .owner(row)
        .map(
            owner ->
                owner.isPresent()
                    ? new Key(owner, Optional.empty())
                    : new Key(
                        Optional.empty(),
                        Optional.of(
                            ids.timed(Ids.bucket(row.subject()), clock.instant().toEpochMilli()))));
  }

  private Uni<Opened> open(PolicyKeys keys, Key key) {
    Uni<OpenKeys> opened =
        key.made().isPresent()
            ? dataKeys.create(keys, Set.of(key.made().get()))
            : dataKeys.open(keys.policy(), key.used().map(Set::of).orElse(Set.of()));
    return opened.map(open -> new Opened(open, key));
  }

  private static ObjectNode secret(RecordRow row, Opened opened) {
    UUID key = row.keyId();
    byte[] sealed = row.sealed();
    return key == null || sealed == null
        ? JsonNodeFactory.instance.objectNode()
        : SealedFields.open(row.id(), key, opened.keys().require(key), sealed);
  }

  private RectifyWriter.Change prepared(
      RecordRow row, Rectified is, Protected fresh, Opened opened, Rectification change) {
    UUID key = opened.key().id().orElse(null);
    RecordRow next =
        row.with(
            is.view().toString(),
            is.pseudonymVersion(),
            is.formatVersion(),
            is.secret().isEmpty() ? null : key,
            seal(row.id(), key, is.secret(), opened),
            fresh.index());
    UUID previous = ids.timed(Ids.bucket(row.subject()), clock.instant().toEpochMilli());
    RecordRow old =
        row.as(
            previous,
            is.oldView().toString(),
            is.oldSecret().isEmpty() ? null : key,
            seal(previous, key, is.oldSecret(), opened));
    return new RectifyWriter.Change(
        row, next, old, List.copyOf(change.fields()), opened.key().made().orElse(null));
  }

  private static byte[] seal(UUID id, UUID key, ObjectNode secret, Opened opened) {
    return key == null || secret.isEmpty()
        ? null
        : SealedFields.seal(id, key, opened.keys().require(key), secret);
  }

  /** A data key that is there, or one that is made; or none is needed. */
  private record Key(Optional<UUID> used, Optional<UUID> made) {
    Optional<UUID> id() {
      return used.or(() -> made);
    }
  }

  private record Opened(OpenKeys keys, Key key) {}
}
