package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.access.Caller;
import io.lethe.access.Grant;
import io.lethe.access.Role;
import io.lethe.policy.PolicyVersion.State;
import io.lethe.time.Calendars;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeasableDomainsTest {

  private static final Set<String> ANY = Set.of(Grant.ANY);

  private static PolicyVersion version(String a, String b) {
    String category =
        "  %s: {subjects: [user], purposes: [orders], fields: {%s}, retention: [{from: collected, keep: P1Y,"
            + " then: destroy}]}\n";
    String yaml =
        """
        policy: shop
        title: shop
        zone: Europe/Moscow
        phone-region: RU
        purposes: {orders: {grounds: [consent]}}
        categories:
        """
            + category.formatted("buyer", a)
            + category.formatted("visitor", b);
    PolicyReview review =
        PolicyReview.of(
            yaml, new Operator(Optional.of("Shop LLC"), Optional.of("Moscow")), new Calendars());
    return new PolicyVersion(
        "shop",
        1,
        review.hash(),
        review.document().orElseThrow(() -> new AssertionError(review.findings())),
        State.ACTIVE,
        review.findings(),
        "anna",
        Instant.EPOCH,
        Optional.of(Instant.EPOCH));
  }

  private static String field(String name, String type, String domain) {
    return name + ": {type: " + type + ", on-receipt: {pseudonymize: {domain: " + domain + "}}}";
  }

  private static Grant grant(Set<String> categories, Set<String> domains, boolean guessable) {
    return new Grant(Set.of(Role.PRODUCT), ANY, categories, ANY, domains, guessable);
  }

  private static Set<String> domains(PolicyVersion active, PolicyVersion before, Grant... grants) {
    return LeasableDomains.of(
        Caller.of("issuer", "subject", List.of(grants)), active, Stream.of(active, before));
  }

  @Test
  void domainIsLeasedIfAGrantNamesIt() {
    // Given
    PolicyVersion active = version(field("x", "text", "one"), field("y", "text", "two"));

    // Then
    assertThat(domains(active, active, grant(ANY, Set.of(), true))).isEmpty();
    assertThat(domains(active, active, grant(ANY, Set.of("one"), false))).containsExactly("one");
    assertThat(domains(active, active, grant(ANY, ANY, false))).containsExactly("one", "two");
    assertThat(domains(active, active, grant(Set.of("visitor"), ANY, false)))
        .containsExactly("two");
  }

  @Test
  void domainThatTheActiveVersionHasGivenUpIsNotLeased() {
    // Given
    PolicyVersion before = version(field("x", "text", "one"), field("y", "text", "two"));
    PolicyVersion active = version(field("x", "text", "one"), "y: {type: text, on-receipt: keep}");

    // Then
    assertThat(domains(active, before, grant(ANY, ANY, true))).containsExactly("one");
  }

  @Test
  void everyFieldThatCanBeTriedOutIsToBeCoveredByAGrantThatAllowsIt() {
    // Given
    PolicyVersion active = version(field("x", "digits", "one"), field("y", "phone", "one"));
    PolicyVersion before = version(field("x", "text", "mail"), field("y", "email", "mail"));

    // Then
    assertThat(domains(active, active, grant(ANY, ANY, false))).isEmpty();
    assertThat(domains(active, active, grant(Set.of("buyer"), ANY, true))).isEmpty();
    assertThat(domains(active, active, grant(ANY, Set.of("one"), true))).containsExactly("one");
    assertThat(domains(before, before, grant(ANY, ANY, false))).isEmpty();
  }
}
