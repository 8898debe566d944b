package io.lethe.deployment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What Kustomize makes of a directory, as far as the manifests use it: resources, components,
 * ConfigMaps from files, and strategic merge patches.
 *
 * <p><b>Guarantee</b>: stricter than Kustomize, which leaves out silently what a patch does not
 * find. Here a patch has to find its object, and what it deletes has to be there.
 *
 * <p><b>Warning</b>: generated names have no hash, and images and the namespace stay as they are.
 */
final class Kustomization {

  private static final String FILE = "kustomization.yaml";
  private static final String DIRECTIVE = "$patch";

  /** Lists whose entries are merged, and by which of their fields. */
  private static final Map<String, List<String>> KEYS =
      Map.of(
          "containers", List.of("name"),
          "volumes", List.of("name"),
          "env", List.of("name"),
          "volumeMounts", List.of("mountPath"),
          "ports", List.of("containerPort", "port"));

  private final List<Map<String, Object>> objects = new ArrayList<>();

  private Kustomization() {}

  /** The objects of a directory, with components beside those that it lists. */
  static List<Map<String, Object>> build(Path directory, Path... components) {
    Kustomization kustomization = new Kustomization();
    kustomization.add(directory, List.of(components));
    return List.copyOf(kustomization.objects);
  }

  private void add(Path directory, List<Path> components) {
    Map<String, Object> document = Yaml.document(directory.resolve(FILE));
    for (Object name : Yaml.list(document, "resources")) {
      Path resource = directory.resolve(name.toString()).normalize();
      if (name.toString().endsWith(".yaml")) {
        objects.addAll(Yaml.documents(resource));
      } else {
        add(resource, List.of());
      }
    }
    Yaml.list(document, "components")
        .forEach(name -> add(directory.resolve(name.toString()).normalize(), List.of()));
    components.forEach(component -> add(component, List.of()));
    Yaml.list(document, "configMapGenerator").forEach(map -> generate(directory, Yaml.map(map)));
    Yaml.list(document, "patches").forEach(patch -> apply(directory, Yaml.map(patch)));
  }

  private void generate(Path directory, Map<String, Object> generator) {
    Map<String, Object> data = new TreeMap<>();
    Yaml.list(generator, "files")
        .forEach(file -> data.put(file.toString(), Yaml.read(directory.resolve(file.toString()))));
    Map<String, Object> generated =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            Map.of("name", generator.get("name")),
            "data",
            data);
    if ("merge".equals(generator.get("behavior"))) {
      replace(
          Map.of("kind", "ConfigMap", "name", generator.get("name")),
          map -> Yaml.merged(map, Map.of("data", data)));
    } else {
      objects.add(generated);
    }
  }

  private void apply(Path directory, Map<String, Object> listed) {
    Map<String, Object> patch = Yaml.document(directory.resolve(listed.get("path").toString()));
    Map<String, Object> own =
        Map.of("kind", patch.get("kind"), "name", Yaml.map(patch.get("metadata")).get("name"));
    Map<String, Object> target =
        listed.containsKey("target") ? Yaml.map(listed.get("target")) : own;
    if ("delete".equals(patch.get(DIRECTIVE))) {
      replace(target, object -> Map.of());
      objects.removeIf(Map::isEmpty);
    } else {
      Map<String, Object> body = new LinkedHashMap<>(patch);
      body.remove("metadata");
      replace(target, object -> merged(object, body));
    }
  }

  private void replace(Map<String, Object> target, UnaryOperator<Map<String, Object>> replacement) {
    boolean found = false;
    for (int i = 0; i < objects.size(); i++) {
      Map<String, Object> object = objects.get(i);
      String name = Yaml.map(object.get("metadata")).get("name").toString();
      if (object.get("kind").equals(target.get("kind"))
          && name.matches(target.get("name").toString())) {
        objects.set(i, replacement.apply(object));
        found = true;
      }
    }
    if (!found) {
      throw new IllegalArgumentException("nothing is " + target);
    }
  }

  private static Map<String, Object> merged(Map<String, Object> object, Map<String, Object> patch) {
    Map<String, Object> merged = new LinkedHashMap<>(object);
    patch.forEach(
        (field, value) -> {
          Object before = merged.get(field);
          if (value == null) {
            merged.remove(field);
          } else if (value instanceof Map && before instanceof Map) {
            merged.put(field, merged(Yaml.map(before), Yaml.map(value)));
          } else if (before != null && KEYS.containsKey(field)) {
            merged.put(field, merged(field, Yaml.list(merged, field), Yaml.list(patch, field)));
          } else {
            merged.put(field, value);
          }
        });
    return merged;
  }

  private static List<Object> merged(String field, List<Object> before, List<Object> patch) {
    List<Object> merged = new ArrayList<>(before);
    for (Object entry : patch) {
      Map<String, Object> change = Yaml.map(entry);
      String key = KEYS.get(field).stream().filter(change::containsKey).findFirst().orElseThrow();
      int at = indexOf(merged, key, change.get(key));
      if ("delete".equals(change.get(DIRECTIVE))) {
        if (at < 0) {
          throw new IllegalArgumentException("nothing to delete: " + change);
        }
        merged.remove(at);
      } else if (at < 0) {
        merged.add(change);
      } else {
        merged.set(at, merged(Yaml.map(merged.get(at)), change));
      }
    }
    return merged;
  }

  private static int indexOf(List<Object> entries, String key, Object value) {
    for (int i = 0; i < entries.size(); i++) {
      if (value.equals(Yaml.map(entries.get(i)).get(key))) {
        return i;
      }
    }
    return -1;
  }
}
