package io.lethe.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests of {@code k8s}. */
class ManifestsTest {

  private static final Path ROOT = Path.of("k8s");
  private static final String KUSTOMIZATION = "kustomization.yaml";

  /** What a kustomization may say. */
  private static final Set<String> FIELDS =
      Set.of(
          "apiVersion",
          "kind",
          "namespace",
          "resources",
          "components",
          "configMapGenerator",
          "images",
          "patches");

  /** Made by hand, or from a store. */
  private static final Set<String> SECRETS = Set.of("Secret/lethe", "Secret/lethe-keystore");

  private static final Set<String> AUTHORITIES = Set.of("ConfigMap/kube-root-ca.crt");

  static Stream<Path> manifests() {
    return Yaml.files(ROOT).stream()
        .filter(file -> file.toString().endsWith(".yaml"))
        .filter(file -> !file.endsWith(KUSTOMIZATION));
  }

  static Stream<Path> kustomizations() {
    return Yaml.files(ROOT).stream().filter(file -> file.endsWith(KUSTOMIZATION));
  }

  static Stream<Path> settings() {
    return Yaml.files(ROOT).stream().filter(file -> file.toString().endsWith(".properties"));
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void manifestHasOnlyFieldsThatItsKindHas(Path file) {
    assertThat(Yaml.documents(file))
        .isNotEmpty()
        .allSatisfy(manifest -> assertThat(ApiTypes.read(whole(manifest))).isNotNull());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void settingsOfFilesAreDocumented(Path file) {
    InstalledObjects.documented(Yaml.read(file));
  }

  @ParameterizedTest
  @MethodSource("kustomizations")
  void whatAKustomizationListsIsThere(Path file) {
    // Given
    Map<String, Object> kustomization = Yaml.document(file);

    // Then
    assertThat(FIELDS).containsAll(kustomization.keySet());
    assertThat(kustomization.get("kind"))
        .isEqualTo(file.startsWith(ROOT.resolve("components")) ? "Component" : "Kustomization");
    assertThat(files(file)).isNotEmpty().allSatisfy(listed -> assertThat(listed).exists());
    assertThat(directories(file))
        .allSatisfy(listed -> assertThat(listed.resolve(KUSTOMIZATION)).exists());
  }

  @Test
  void everyFileIsListed() {
    // Given
    Set<Path> there = new TreeSet<>(Yaml.files(ROOT));
    there.removeIf(
        file ->
            file.endsWith(KUSTOMIZATION)
                || file.endsWith("README.md")
                || file.startsWith(ROOT.resolve("examples")));

    // When
    Set<Path> listed = new TreeSet<>();
    kustomizations().forEach(file -> listed.addAll(files(file)));

    // Then
    assertThat(listed).isEqualTo(there);
  }

  @Test
  void smallInstallationIsRight() {
    new InstalledObjects(overlay("small"), SECRETS).areRight();
  }

  /** Its secrets are made from a store. */
  @Test
  void productionIsRight() {
    // Given
    List<Map<String, Object>> manifests = overlay("production");

    // Then
    assertThat(manifests).hasSizeGreaterThan(20);
    new InstalledObjects(manifests, AUTHORITIES).areRight();
  }

  @Test
  void productionByHttpsWithSidecarsIsRight() {
    new InstalledObjects(
            overlay("production", "sidecars", "tls"),
            Set.of("ConfigMap/kube-root-ca.crt", "Secret/lethe-tls"))
        .areRight();
  }

  /** Files without it would win over the environment. */
  @ParameterizedTest
  @MethodSource("settings")
  void settingsOfFilesAreBelowTheEnvironment(Path file) {
    assertThat(Yaml.read(file).lines())
        .contains(
            file.startsWith(ROOT.resolve("base"))
                ? "config_ordinal=280"
                : file.startsWith(ROOT.resolve("components"))
                    ? "config_ordinal=290"
                    : "config_ordinal=295");
  }

  /** Of PostgreSQL as it comes, three are kept for superusers; one replica more, and a command. */
  @Test
  void replicasHaveRoomInPostgresql() {
    // Given
    String settings = Yaml.read(ROOT.resolve("base/lethe.properties"));
    int replicas =
        (int)
            Yaml.map(Yaml.document(ROOT.resolve("base/autoscaler.yaml")).get("spec"))
                .get("maxReplicas");

    // Then
    assertThat(settings)
        .contains(
            "quarkus.datasource.reactive.max-size=8\n",
            "quarkus.datasource.keys.reactive.max-size=8\n");
    // And a connection of either JDBC pool, which the readiness check keeps.
    assertThat((replicas + 2) * (8 + 8 + 2) + 4).isLessThanOrEqualTo(100 - 3);
  }

  @Test
  void examplesAreRight() {
    new InstalledObjects(Yaml.documents(ROOT.resolve("examples/product.yaml")), Set.of())
        .areRight();
    new InstalledObjects(
            Yaml.documents(ROOT.resolve("examples/product-with-sidecar.yaml")),
            Set.of("ServiceAccount/orders", "ConfigMap/lethe-ca", "Secret/lethe-sidecar-spool"))
        .areRight();
  }

  @Test
  void podMayEndAsSlowlyAsItIsTold() {
    // Given
    Map<String, Object> spec =
        Yaml.map(
            Yaml.map(
                    Yaml.map(Yaml.document(ROOT.resolve("base/deployment.yaml")).get("spec"))
                        .get("template"))
                .get("spec"));

    // Then
    assertThat((int) spec.get("terminationGracePeriodSeconds")).isGreaterThan(10 + 30);
    assertThat(Yaml.read(ROOT.resolve("base/lethe.properties")))
        .contains("quarkus.shutdown.timeout=30s");
  }

  private static List<Map<String, Object>> overlay(String name, String... components) {
    return Kustomization.build(
        ROOT.resolve("overlays").resolve(name),
        Stream.of(components).map(ROOT.resolve("components")::resolve).toArray(Path[]::new));
  }

  /** The files that a kustomization names: resources, patches, and what its ConfigMaps have. */
  private static Set<Path> files(Path kustomization) {
    Map<String, Object> document = Yaml.document(kustomization);
    List<Object> names = new ArrayList<>();
    Yaml.list(document, "resources").stream()
        .filter(name -> name.toString().endsWith(".yaml"))
        .forEach(names::add);
    Yaml.list(document, "patches").forEach(patch -> names.add(Yaml.map(patch).get("path")));
    Yaml.list(document, "configMapGenerator")
        .forEach(map -> names.addAll(Yaml.list(Yaml.map(map), "files")));
    return resolved(kustomization, names);
  }

  /** The directories that it names: bases and components. */
  private static Set<Path> directories(Path kustomization) {
    Map<String, Object> document = Yaml.document(kustomization);
    List<Object> names = new ArrayList<>(Yaml.list(document, "components"));
    Yaml.list(document, "resources").stream()
        .filter(name -> !name.toString().endsWith(".yaml"))
        .forEach(names::add);
    return resolved(kustomization, names);
  }

  private static Set<Path> resolved(Path kustomization, List<Object> names) {
    Set<Path> paths = new TreeSet<>();
    names.forEach(name -> paths.add(kustomization.resolveSibling(name.toString()).normalize()));
    return paths;
  }

  /** A patch without its directives. */
  private static Map<String, Object> whole(Map<String, Object> manifest) {
    return Yaml.map(withoutDirectives(manifest));
  }

  private static Object withoutDirectives(Object value) {
    if (value instanceof Map) {
      Map<String, Object> map = new LinkedHashMap<>(Yaml.map(value));
      map.remove("$patch");
      map.replaceAll((key, one) -> withoutDirectives(one));
      return map;
    }
    return value instanceof List<?> list
        ? list.stream().map(ManifestsTest::withoutDirectives).toList()
        : value;
  }
}
