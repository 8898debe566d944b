package io.lethe.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the API server demands beyond types: fields that have to be there, words of a fixed list,
 * and quantities.
 *
 * <p><b>Warning</b>: it knows what the manifests use, and no more.
 */
final class ApiRules {

  private static final Map<String, Set<String>> OF_A_SPEC =
      Map.of(
          "Deployment", Set.of("selector", "template"),
          "CronJob", Set.of("schedule", "jobTemplate"),
          "Job", Set.of("template"),
          "Service", Set.of("selector", "ports"),
          "HorizontalPodAutoscaler", Set.of("scaleTargetRef", "maxReplicas", "metrics"),
          "PersistentVolumeClaim", Set.of("accessModes", "resources"),
          "PodDisruptionBudget", Set.of("selector"),
          "NetworkPolicy", Set.of("podSelector", "policyTypes"),
          "ServiceMonitor", Set.of("selector", "endpoints"));

  /** Of an object, or of each in a list, that is in a field of this name. */
  private static final Map<String, Set<String>> OF_A_FIELD =
      Map.ofEntries(
          Map.entry("jobTemplate", Set.of("spec")),
          Map.entry("template", Set.of("metadata", "spec")),
          Map.entry("containers", Set.of("name", "image", "resources", "securityContext")),
          Map.entry("env", Set.of("name")),
          Map.entry("volumes", Set.of("name")),
          Map.entry("volumeMounts", Set.of("name", "mountPath")),
          Map.entry("persistentVolumeClaim", Set.of("claimName")),
          Map.entry("serviceAccountToken", Set.of("audience", "path")),
          Map.entry("httpGet", Set.of("path", "port")),
          Map.entry("topologySpreadConstraints", Set.of("topologyKey", "whenUnsatisfiable")),
          Map.entry("matchExpressions", Set.of("key", "operator")),
          Map.entry("ipBlock", Set.of("cidr")),
          Map.entry("scaleTargetRef", Set.of("apiVersion", "kind", "name")),
          Map.entry("metrics", Set.of("type")));

  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "restartPolicy", Set.of("Always", "OnFailure", "Never"),
          "imagePullPolicy", Set.of("Always", "IfNotPresent", "Never"),
          "concurrencyPolicy", Set.of("Allow", "Forbid", "Replace"),
          "fsGroupChangePolicy", Set.of("Always", "OnRootMismatch"),
          "whenUnsatisfiable", Set.of("DoNotSchedule", "ScheduleAnyway"),
          "unhealthyPodEvictionPolicy", Set.of("AlwaysAllow", "IfHealthyBudget"),
          "accessModes", Set.of("ReadWriteMany", "ReadWriteOnce"),
          "policyTypes", Set.of("Ingress", "Egress"),
          "protocol", Set.of("TCP", "UDP"),
          "operator", Set.of("In", "NotIn", "Exists", "DoesNotExist"));

  private static final Set<String> WITH_QUANTITIES = Set.of("requests", "limits");
  private static final Set<String> QUANTITIES = Set.of("sizeLimit", "storage");
  private static final Pattern QUANTITY =
      Pattern.compile("\\d+(\\.\\d+)?(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?");

  private final List<String> broken = new ArrayList<>();

  private ApiRules() {}

  /** The rules that a manifest breaks. */
  static List<String> brokenBy(Map<String, Object> manifest) {
    ApiRules rules = new ApiRules();
    Object spec = manifest.get("spec");
    String kind = Objects.toString(manifest.get("kind"));
    rules.require(kind, spec, OF_A_SPEC.getOrDefault(kind, Set.of()));
    rules.check(kind, manifest);
    return rules.broken;
  }

  private void check(String at, Object value) {
    if (value instanceof List<?> list) {
      list.forEach(one -> check(at, one));
    } else if (value instanceof Map) {
      Yaml.map(value).forEach((field, one) -> checkField(at + "/" + field, field, one));
    }
  }

  private void checkField(String at, String field, @Nullable Object value) {
    if (value == null) {
      broken.add(at + " is null");
      return;
    }
    List<?> values = value instanceof List<?> list ? list : List.of(value);
    values.forEach(one -> require(at, one, OF_A_FIELD.getOrDefault(field, Set.of())));
    if (WORDS.containsKey(field) && !WORDS.get(field).containsAll(values)) {
      broken.add(at + ": " + value);
    }
    if (WITH_QUANTITIES.contains(field)) {
      Yaml.map(value).forEach((name, quantity) -> requireQuantity(at + "/" + name, quantity));
    } else if (QUANTITIES.contains(field)) {
      requireQuantity(at, value);
    }
    check(at, value);
  }

  private void requireQuantity(String at, Object value) {
    if (!QUANTITY.matcher(value.toString()).matches()) {
      broken.add(at + ": " + value);
    }
  }

  private void require(String at, @Nullable Object value, Set<String> fields) {
    for (String field : fields) {
      if (!(value instanceof Map) || Yaml.map(value).get(field) == null) {
        broken.add(at + " has no " + field);
      }
    }
  }
}
