package io.lethe.record;

import com.fasterxml.jackson.databind.node.TextNode;
import io.lethe.access.Caller;
import io.lethe.crypto.VersionedToken;
import io.lethe.key.KeyRings;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.record.SubjectSearchResource.Query;
import io.lethe.subject.SubjectStore;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Method;
import io.lethe.transform.Normalized;
import io.lethe.transform.Normalizer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Finds subjects by keyed tokens: under every live version of the ring, old and new. */
@ApplicationScoped
class SubjectSearch {

  private static final int MOST = 100;
  private static final Uni<List<UUID>> NONE = Uni.createFrom().item(List.of());

  private final PolicyCatalog policies;
  private final KeyRings rings;
  private final SubjectStore subjects;
  private final RecordStore records;

  SubjectSearch(
      PolicyCatalog policies, KeyRings rings, SubjectStore subjects, RecordStore records) {
    this.policies = policies;
    this.rings = rings;
    this.subjects = subjects;
    this.records = records;
  }

  /**
   * Finds subjects.
   *
   * <p><b>Errors</b>: {@code POLICY_UNKNOWN}, {@code PARAMETER_INVALID}, {@code FIELD_NOT_DECLARED}
   * when no granted category has such a searchable field, {@code VALUE_INVALID}.
   */
  Uni<List<UUID>> find(Caller caller, Query query) {
    PolicyDocument document =
        policies
            .active(query.policy())
            .filter(active -> caller.coversPolicy(query.policy()))
            .orElseThrow(
                () ->
                    new ServiceException(
                        ErrorCode.POLICY_UNKNOWN, "there is no such active policy"))
            .document();
    if (query.subject() != null) {
      return subjects
          .find(query.policy(), rings.of(query.policy()).subject(query.subject()))
          .chain(found -> found.map(key -> granted(caller, query.policy(), key)).orElse(NONE));
    }
    if (query.field() == null || query.value() == null) {
      throw new ServiceException(
          ErrorCode.PARAMETER_INVALID, "send a subject, or a field and a value");
    }
    Map<String, FieldRule> granted = searchable(caller, document, query.field());
    FieldRule rule = granted.values().iterator().next();
    List<VersionedToken> tokens = tokens(document, rule, query.value());
    return records.subjectsByValue(document.policy(), granted.keySet(), rule.name(), tokens, MOST);
  }

  /** The subject if it has a record of a granted category: nobody learns of the others. */
  private Uni<List<UUID>> granted(Caller caller, String policy, UUID subject) {
    return records
        .categories(subject)
        .map(held -> held.stream().anyMatch(category -> caller.covers(policy, category)))
        .map(shown -> shown ? List.of(subject) : List.of());
  }

  /** The searchable field, by the granted categories that have it. */
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
    if (granted.isEmpty()) {
      throw new ServiceException(
          ErrorCode.FIELD_NOT_DECLARED, "no granted category has such a searchable field");
    }
    return granted;
  }

  private static boolean isSearchable(FieldRule rule) {
    return rule.onReceipt() instanceof Method.Encrypt encrypt && encrypt.searchable();
  }

  private List<VersionedToken> tokens(PolicyDocument document, FieldRule rule, String value) {
    Normalized normalized =
        new Normalizer(document.phoneRegion()).normalize(rule.type(), TextNode.valueOf(value));
    return Optional.of(normalized)
        .filter(Normalized.Value.class::isInstance)
        .map(Normalized.Value.class::cast)
        .map(
            known ->
                new PolicyFieldTokens(rings.of(document.policy()))
                    .index(rule.name(), rule.type(), known.key()))
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.VALUE_INVALID, "the value does not fit the field's type"));
  }
}
