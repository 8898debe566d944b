package io.lethe.record;

import com.fasterxml.jackson.databind.node.TextNode;
import io.lethe.access.Caller;
import io.lethe.access.Quotas;
import io.lethe.access.Quotas.Oracle;
import io.lethe.crypto.VersionedToken;
import io.lethe.key.KeyRings;
import io.lethe.key.PolicyKeys;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyVersion;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.record.SubjectSearchResource.Query;
import io.lethe.subject.SubjectStore;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Method;
import io.lethe.transform.Normalized;
import io.lethe.transform.Normalizer;
import io.lethe.transform.ValueType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Finds subjects by keyed tokens: under every live version of the ring, old and new. */
@ApplicationScoped
class SubjectSearch {

  private static final int MOST = 100;
  private static final Uni<List<UUID>> NONE = Uni.createFrom().item(List.of());

  private final PolicyCatalog policies;
  private final KeyRings rings;
  private final Quotas quotas;
  private final SubjectStore subjects;
  private final RecordStore records;

  SubjectSearch(
      PolicyCatalog policies,
      KeyRings rings,
      Quotas quotas,
      SubjectStore subjects,
      RecordStore records) {
    this.policies = policies;
    this.rings = rings;
    this.quotas = quotas;
    this.subjects = subjects;
    this.records = records;
  }

  /**
   * Finds subjects.
   *
   * <p><b>Errors</b>: {@code POLICY_UNKNOWN}, {@code PARAMETER_INVALID}, {@code FIELD_NOT_DECLARED}
   * when no granted category has such a searchable field, {@code VALUE_INVALID}, {@code
   * QUOTA_EXCEEDED}.
   */
  Uni<List<UUID>> find(Caller caller, Query query) {
    return quotas.take(caller, Oracle.SEARCH, 1).chain(() -> search(caller, query));
  }

  private Uni<List<UUID>> search(Caller caller, Query query) {
    if (policies.active(query.policy()).isEmpty() || !caller.coversPolicy(query.policy())) {
      throw new ServiceException(ErrorCode.POLICY_UNKNOWN, "there is no such active policy");
    }
    if (query.subject() != null) {
      String reference = query.subject();
      return rings
          .read(query.policy(), keys -> subjects.find(query.policy(), keys.subject(reference)))
          .chain(found -> found.map(key -> granted(caller, query.policy(), key)).orElse(NONE));
    }
    if (query.field() == null || query.value() == null) {
      throw new ServiceException(
          ErrorCode.PARAMETER_INVALID, "send a subject, or a field and a value");
    }
    return byValue(caller, query.policy(), query.field(), query.value());
  }

  /** The subject if it has a record of a granted category: nobody learns of the others. */
  private Uni<List<UUID>> granted(Caller caller, String policy, UUID subject) {
    return records
        .categories(subject)
        .map(held -> held.stream().anyMatch(category -> caller.covers(policy, category)))
        .map(shown -> shown ? List.of(subject) : List.of());
  }

  /**
   * By the tokens of the value as each version and category reads it: records stay under the
   * version that protected them.
   */
  private Uni<List<UUID>> byValue(Caller caller, String policy, String field, String value) {
    Set<String> granted = new TreeSet<>();
    Set<Reading> readings = new LinkedHashSet<>();
    policies
        .published(policy)
        .map(PolicyVersion::document)
        .forEach(
            document ->
                searchable(caller, document, field)
                    .forEach(
                        (category, rule) -> {
                          granted.add(category);
                          readings.add(new Reading(rule.type(), document.phoneRegion()));
                        }));
    if (granted.isEmpty()) {
      throw new ServiceException(
          ErrorCode.FIELD_NOT_DECLARED, "no granted category has such a searchable field");
    }
    return rings.read(
        policy,
        keys ->
            records.subjectsByValue(
                policy, granted, field, tokens(keys, readings, field, value), MOST));
  }

  private static List<VersionedToken> tokens(
      PolicyKeys keys, Set<Reading> readings, String field, String value) {
    PolicyFieldTokens fields = new PolicyFieldTokens(keys);
    List<VersionedToken> tokens =
        readings.stream()
            .flatMap(
                reading ->
                    reading.key(value).stream()
                        .flatMap(key -> fields.everyIndex(field, reading.type(), key).stream()))
            .toList();
    if (tokens.isEmpty()) {
      throw new ServiceException(
          ErrorCode.VALUE_INVALID, "the value does not fit the field's type");
    }
    return tokens;
  }

  /** The searchable field, by the granted categories of one version that have it. */
  private static Map<String, FieldRule> searchable(
      Caller caller, PolicyDocument document, String field) {
    Map<String, FieldRule> granted = new TreeMap<>();
    document.categories().values().stream()
        .filter(category -> caller.coversField(document.policy(), category.name(), field))
        .forEach(
            category ->
                category
                    .field(field)
                    .filter(SubjectSearch::isSearchable)
                    .ifPresent(rule -> granted.put(category.name(), rule)));
    return granted;
  }

  private static boolean isSearchable(FieldRule rule) {
    return rule.onReceipt() instanceof Method.Encrypt encrypt && encrypt.searchable();
  }

  /** How a version reads the values of a field. */
  private record Reading(ValueType type, String phoneRegion) {

    private Optional<String> key(String value) {
      return new Normalizer(phoneRegion).normalize(type, TextNode.valueOf(value))
              instanceof Normalized.Value known
          ? Optional.of(known.key())
          : Optional.empty();
    }
  }
}
