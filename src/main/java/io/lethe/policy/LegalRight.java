package io.lethe.policy;

import io.lethe.policy.RequestRule.Block;
import io.lethe.policy.RequestRule.Start;
import io.lethe.time.Term;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a law says of a type of request, whatever the policy says; the stricter of both counts.
 *
 * <p><b>Source</b>: Federal Law 152-FZ, articles 14, 20 and 21; GDPR, article 12(3); CCPA,
 * 1798.130(a)(2).
 *
 * @param law name of the overlay
 * @param due the term of the answer
 * @param from what the term runs from
 * @param extend by how much a reasoned notice extends it
 * @param block whether the data is blocked meanwhile
 * @param clause the law's own reference
 */
public record LegalRight(
    String law, Term due, Start from, Optional<Term> extend, Block block, String clause) {

  /** Name of the overlay of the General Data Protection Regulation. */
  public static final String EU_GDPR = "eu-gdpr";

  /** Name of the overlay of the California Consumer Privacy Act. */
  public static final String US_CCPA = "us-ccpa";

  /** Names of every overlay that knows requests. */
  public static final Set<String> LAWS = Set.of(LawOverlay.RU_152_FZ, EU_GDPR, US_CCPA);

  private static final Map<RequestType, LegalRight> RU =
      Map.of(
          RequestType.ACCESS,
          ru("P10BD", Start.RECEIVED, "P5BD", Block.NONE, "152-FZ 14(3), 20(1)"),
          RequestType.DISCLOSURES,
          ru("P10BD", Start.RECEIVED, "P5BD", Block.NONE, "152-FZ 14(3), 14(7)"),
          RequestType.RECTIFY,
          ru("P7BD", Start.EVIDENCE, null, Block.VERIFICATION, "152-FZ 20(3), 21(1)-(2)"),
          RequestType.DESTROY,
          ru("P7BD", Start.EVIDENCE, null, Block.NONE, "152-FZ 20(3)"),
          RequestType.STOP_PROCESSING,
          ru("P10BD", Start.RECEIVED, "P5BD", Block.NONE, "152-FZ 21(5.1)"),
          RequestType.WITHDRAW_CONSENT,
          ru("P30D", Start.RECEIVED, null, Block.NONE, "152-FZ 21(5)"),
          RequestType.STOP_UNLAWFUL,
          ru("P3BD", Start.DETECTED, null, Block.RECEIPT, "152-FZ 21(1), 21(3)"),
          RequestType.BLOCK,
          ru("P0D", Start.RECEIVED, null, Block.SUBJECT_ORDER, "152-FZ 14(1), 21(1)"),
          RequestType.OPT_OUT,
          ru("P0D", Start.RECEIVED, null, Block.NONE, "152-FZ 15(2)"),
          RequestType.DESTROY_UNLAWFUL,
          ru("P10BD", Start.DETECTED, null, Block.RECEIPT, "152-FZ 21(1), 21(3)"));

  private static final Set<RequestType> GDPR =
      Set.of(
          RequestType.ACCESS,
          RequestType.RECTIFY,
          RequestType.DESTROY,
          RequestType.RESTRICT,
          RequestType.PORTABILITY);

  private static final Set<RequestType> CCPA = Set.of(RequestType.ACCESS, RequestType.DESTROY);

  private static LegalRight ru(
      String due, Start from, @Nullable String extend, Block block, String clause) {
    return new LegalRight(
        LawOverlay.RU_152_FZ,
        Term.parse(due),
        from,
        Optional.ofNullable(extend).map(Term::parse),
        block,
        clause);
  }

  /** What each of these laws that knows the type says of it. */
  public static List<LegalRight> of(Collection<String> laws, RequestType type) {
    return laws.stream().flatMap(law -> right(law, type).stream()).toList();
  }

  private static Optional<LegalRight> right(String law, RequestType type) {
    return switch (law) {
      case LawOverlay.RU_152_FZ -> Optional.ofNullable(RU.get(type));
      case EU_GDPR -> western(GDPR, law, type, "P1M", "P2M", "GDPR 12(3)");
      case US_CCPA -> western(CCPA, law, type, "P45D", "P45D", "CCPA 1798.130(a)(2)");
      default -> Optional.empty();
    };
  }

  private static Optional<LegalRight> western(
      Set<RequestType> known,
      String law,
      RequestType type,
      String due,
      String more,
      String clause) {
    return known.contains(type)
        ? Optional.of(
            new LegalRight(
                law,
                Term.parse(due),
                Start.RECEIVED,
                Optional.of(Term.parse(more)),
                Block.NONE,
                clause))
        : Optional.empty();
  }
}
