package io.lethe.policy;

import io.lethe.policy.MethodKind.Step;
import io.lethe.transform.ValueType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A method, as it is for every policy.
 *
 * @param name as policies write it
 * @param steps of a field's rule where it may stand
 * @param onReceiptIfDeclared whether it may also stand on receipt, where the field declares {@code
 *     irreversible-on-receipt}
 * @param types of which some form of it makes sense
 * @param order140 what appendix 2 of Roskomnadzor order 140 of 19.06.2025 calls it, or null
 * @param iso20889 what ISO/IEC 20889:2018 calls it, or null
 * @param reattributable whether what is left can be linked to its person, by a key or as it is
 * @param irreversible whether nothing that Lethe has gives the original back
 * @param note in one sentence, why
 */
@Schema(name = "Method")
record MethodView(
    String name,
    List<String> steps,
    boolean onReceiptIfDeclared,
    List<String> types,
    @Nullable String order140,
    @Nullable String iso20889,
    boolean reattributable,
    boolean irreversible,
    String note) {

  static MethodView of(MethodKind kind) {
    return new MethodView(
        kind.yamlName(),
        kind.steps().stream().sorted().map(Step::yamlName).toList(),
        kind.declarable(),
        kind.types().stream().sorted().map(ValueType::yamlName).toList(),
        kind.methodClass().order140(),
        kind.methodClass().iso20889(),
        kind.reattributable(),
        kind.irreversible(),
        kind.note());
  }
}
