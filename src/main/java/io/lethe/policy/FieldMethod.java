package io.lethe.policy;

import static java.util.Map.entry;

import io.lethe.transform.FieldRule;
import io.lethe.transform.Generalize;
import io.lethe.transform.Method;
import io.lethe.transform.Mixed;
import io.lethe.transform.Noise;
import io.lethe.transform.RandomValue;
import io.lethe.transform.Retoken;
import io.lethe.transform.Round;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a field when its record is depersonalized; no parameter of it.
 *
 * @param onReceipt the method that had protected it before
 * @param method the one of depersonalization
 * @param order140 what appendix 2 of order 140 calls it, or null
 * @param iso20889 what ISO/IEC 20889:2018 calls it, or null
 * @param reattributable whether what is left can be linked to its person, by a key or as it is
 * @param irreversible whether nothing that Lethe has gives the original back
 * @param quasiIdentifier whether it is left in groups of at least {@code k-at-least} people alone
 * @param note in one sentence, why
 */
@RegisterForReflection
@Schema(name = "FieldMethod")
public record FieldMethod(
    String field,
    String onReceipt,
    String method,
    @Nullable String order140,
    @Nullable String iso20889,
    boolean reattributable,
    boolean irreversible,
    boolean quasiIdentifier,
    String note) {

  private static final Map<Class<? extends Method>, MethodKind> KINDS =
      Map.ofEntries(
          entry(Method.Keep.class, MethodKind.KEEP),
          entry(Method.Drop.class, MethodKind.DROP),
          entry(Method.Reject.class, MethodKind.REJECT),
          entry(Method.Encrypt.class, MethodKind.ENCRYPT),
          entry(Method.Pseudonymize.class, MethodKind.PSEUDONYMIZE),
          entry(Method.FormatPreserving.class, MethodKind.FORMAT_PRESERVING),
          entry(Method.Mask.class, MethodKind.MASK),
          entry(Method.Truncate.class, MethodKind.TRUNCATE),
          entry(Noise.class, MethodKind.NOISE),
          entry(RandomValue.class, MethodKind.RANDOM),
          entry(Retoken.class, MethodKind.RETOKEN),
          entry(Mixed.Shuffle.class, MethodKind.SHUFFLE),
          entry(Mixed.Aggregate.class, MethodKind.AGGREGATE));

  static FieldMethod of(FieldRule rule) {
    MethodKind kind = kind(rule.onDepersonalize());
    return new FieldMethod(
        rule.name(),
        kind(rule.onReceipt()).yamlName(),
        kind.yamlName(),
        kind.methodClass().order140(),
        kind.methodClass().iso20889(),
        kind.reattributable(),
        kind.irreversible(),
        rule.quasiIdentifier(),
        kind.note());
  }

  private static MethodKind kind(Method method) {
    if (method instanceof Generalize) {
      return MethodKind.GENERALIZE;
    }
    return method instanceof Round
        ? MethodKind.ROUND
        : Objects.requireNonNull(KINDS.get(method.getClass()), "every method has a kind");
  }
}
