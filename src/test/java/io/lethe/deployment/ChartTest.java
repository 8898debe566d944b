package io.lethe.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart, by Helm's own library. */
class ChartTest {

  private static final Path CHART = Release.CHART;
  private static final String SMALL = "values-small.yaml";
  private static final String PRODUCTION = "values-production.yaml";
  private static final Pattern HOOK = Pattern.compile(" +annotations:\n( +helm\\.sh/hook.*\n)+");
  private static final Set<String> SECRETS =
      Set.of("Secret/lethe", "Secret/lethe-keystore", "ConfigMap/kube-root-ca.crt");

  @TempDir Path directory;

  /** A copy whose hooks are objects like others: Helm's library renders no hooks. */
  private Path chart = CHART;

  @BeforeEach
  void copyWithoutHooks() throws IOException {
    chart = copy(CHART, directory.resolve("lethe"));
    Path test = chart.resolve("templates/tests/readiness.yaml");
    String hooked = Yaml.read(test);
    String plain = HOOK.matcher(hooked).replaceFirst("");
    assertThat(plain).isNotEqualTo(hooked).doesNotContain("hook");
    Files.writeString(test, plain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"values.yaml", SMALL, PRODUCTION})
  void chartIsLintedStrictly(String values) throws IOException {
    // Given
    Files.writeString(
        chart.resolve("values.yaml"),
        Yaml.dump(
            Yaml.merged(
                Yaml.document(CHART.resolve("values.yaml")),
                Yaml.document(CHART.resolve(values)))));

    // When
    LintResult result = new Helm(chart).lint().strict().call();

    // Then
    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {SMALL, PRODUCTION})
  void whatIsRenderedIsRight(String values) {
    // When
    List<Map<String, Object>> manifests = rendered(values);

    // Then
    assertThat(manifests).hasSizeGreaterThan(10).anyMatch(one -> one.get("kind").equals("Pod"));
    new InstalledObjects(manifests, SECRETS).areRight();
  }

  /** As it is without a values file, but for what has no default. */
  @Test
  void whatIsRenderedByDefaultIsRight() {
    // When
    String rendered =
        Release.template(chart)
            .set("database.url", "postgresql://db.internal:5432/lethe")
            .set("oidc.issuer", "https://issuer.internal")
            .call();

    // Then
    new InstalledObjects(Yaml.documents(rendered), SECRETS).areRight();
  }

  @Test
  void placesAndNamesOfAnInstallationAreRight() {
    // When
    String rendered =
        Release.template(chart)
            .withValuesFile(CHART.resolve(PRODUCTION))
            .set("fullnameOverride", "forgetting")
            .set("imagePullSecrets[0].name", "registry")
            .set("priorityClassName", "high")
            .set("nodeSelector.disk", "fast")
            .set("strategy", "Recreate")
            .set("export.existingClaim", "shared")
            .set("externalSecrets.enabled", "false")
            .set("settings.lethe\\.intake\\.body", "104857600")
            .call();

    // Then
    assertThat(rendered).contains("lethe.intake.body=104857600", "name: registry", "disk: fast");
    new InstalledObjects(
            Yaml.documents(rendered),
            Set.of("Secret/lethe", "PersistentVolumeClaim/shared", "ConfigMap/kube-root-ca.crt"))
        .areRight();
  }

  @Test
  void leasesAreByHttpsAlone() {
    // When
    TemplateCommand plain =
        Release.template(chart)
            .withValuesFile(Release.CHART.resolve(PRODUCTION))
            .set("leases.enabled", "true");

    // Then
    assertThatThrownBy(plain::call).hasMessageContaining("tls.secretName");
    assertThat(plain.set("tls.secretName", "lethe-tls").call())
        .contains("lethe.leases.enabled=true");
  }

  @Test
  void whatIsNeededHasNoDefault() {
    assertThatThrownBy(() -> Release.template(chart).call()).hasMessageContaining("oidc.issuer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          replicaz                            > 2
          image.tagg                          > 0.1.0
          strategy                            > Replace
          database.url                        > mysql://db.internal/lethe
          database.password                   > open
          settings.lethe\\.database\\.password > open
          settings.letho\\.demo               > true
          grants[0].roles[0]                  > king
          database.url                        > postgresql://lethe:open@db.internal/lethe
          database.url                        > postgresql://db.internal/lethe?password=open
          settings.lethe\\.keys\\.vault\\.token > open
          settings.quarkus\\.oidc\\.x\\.credentials\\.secret > open
          settings.quarkus\\.oidc\\.x\\.credentials\\.client-secret\\.value > open
          settings.quarkus\\.datasource\\.reactive\\.url > postgresql://lethe:open@db.internal/lethe
          settings.quarkus\\.http\\.port        > 9090
          resources.limits.memory             > 1GiB
          export.accessMode                   > ReadOnlyMany
          """)
  void wrongValueStopsTheRendering(String key, String value) {
    TemplateCommand command =
        Release.template(chart).withValuesFile(CHART.resolve(SMALL)).set(key, value);

    assertThatThrownBy(command::call).hasMessageContaining("schema");
  }

  @Test
  void podThatWouldBeKilledWhileItServesStopsTheRendering() {
    TemplateCommand command =
        Release.template(chart).withValuesFile(CHART.resolve(SMALL)).set("preStopSeconds", "21");

    assertThatThrownBy(command::call).hasMessageContaining("terminationGracePeriodSeconds");
  }

  @ParameterizedTest
  @CsvSource({"replicas, 2", "strategy, RollingUpdate", "autoscaling.enabled, true"})
  void replicasThatCannotShareTheirVolumeStopTheRendering(String key, String value) {
    TemplateCommand command =
        Release.template(chart).withValuesFile(CHART.resolve(SMALL)).set(key, value);

    assertThatThrownBy(command::call).hasMessageContaining("ReadWriteOnce");
  }

  @Test
  void otherAuthoritiesAndPeersAreRight() throws IOException {
    // When
    String rendered =
        production(
            """
            user: 1000680000
            tls: {secretName: lethe-tls}
            extraEnv: [{name: QUARKUS_LOG_LEVEL, value: INFO}]
            extraVolumes: [{name: more, configMap: {name: more}}]
            extraVolumeMounts: [{name: more, mountPath: /opt/more}]
            podAnnotations: {secret.reloader.stakater.com/reload: lethe}
            keyRotation: {issuer: "https://kubernetes.default.svc"}
            networkPolicy:
              dns: {to: [{ipBlock: {cidr: 169.254.20.10/32}}], ports: [5353]}
              issuer: {to: [{ipBlock: {cidr: 10.0.0.10/32}}], port: 6443}
              extraEgress:
                - {to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{protocol: TCP, port: 3128}]}
            settings:
              lethe.retention.brakes.max-share: 0.25
              quarkus.oidc.cluster.token.issuer: https://kubernetes.default.svc
              quarkus.oidc.cluster.tls.tls-configuration-name: issuer
            """);

    // Then
    assertThat(rendered)
        .contains(
            "runAsUser: 1000680000",
            "fsGroup: 1000680000",
            "args: [\"https://lethe.lethe.svc:8080\"",
            "scheme: HTTPS}",
            "lethe.retention.brakes.max-share=0.25",
            "lethe.access.grants[1].issuer=https://kubernetes.default.svc",
            "port: 5353}",
            "port: 6443}",
            "port: 3128")
        .doesNotContain("port: 53}");
    new InstalledObjects(
            Yaml.documents(rendered),
            Set.of("Secret/lethe-tls", "ConfigMap/kube-root-ca.crt", "ConfigMap/more"))
        .areRight();
  }

  /** What is no expression in a value is none in the file, and nothing of it is lost. */
  @Test
  void textOfOperatorsComesThrough() throws IOException {
    // Given
    String name = " of ${sens}, $$ and \\ \t\"one\"\nand another ";

    // When
    Map<String, String> settings = settings(production(Yaml.dump(operator(name))));

    // Then
    assertThat(
            new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(settings, "chart", 295))
                .build()
                .getValue("lethe.operators.sens.name", String.class))
        .isEqualTo(name);
  }

  /** Below the environment's 300, above the components' and the artifact's. */
  @Test
  void settingsAreBelowTheEnvironment() throws IOException {
    assertThat(settings(production(""))).containsEntry("config_ordinal", "295");
  }

  @Test
  void otherSettingsAreAnotherMapAndTheOlderOneStays() throws IOException {
    // When
    ConfigMap one = settingsMap(production(""));
    ConfigMap other = settingsMap(production("settings: {lethe.retention.workers: 4}"));

    // Then
    assertThat(one.getMetadata().getName()).isNotEqualTo(other.getMetadata().getName());
    assertThat(one.getMetadata().getAnnotations()).containsEntry("helm.sh/resource-policy", "keep");
    assertThat(one.getImmutable()).isTrue();
  }

  @Test
  void anotherImageIsMigratedByAnotherJob() throws IOException {
    // When
    List<String> one = migrations(production(""));
    List<String> other = migrations(production("image: {tag: 0.2.0}"));

    // Then
    assertThat(one).singleElement().asString().matches("Job/lethe-migration-[0-9a-f]{10}");
    assertThat(other).hasSize(1).isNotEqualTo(one);
    assertThat(migrations(production("migration: {automatic: false}")))
        .containsExactly("CronJob/lethe-migration");
  }

  /** Others may live in the namespace. */
  @Test
  void namespaceIsClosedWhereThatIsAskedFor() throws IOException {
    assertThat(Release.template(chart).withValuesFile(CHART.resolve(SMALL)).call())
        .doesNotContain("podSelector: {}");
    assertThat(production("")).contains("podSelector: {}");
  }

  @Test
  void replicasOfADefaultHaveRoomInPostgresql() throws IOException {
    // Given
    Map<String, Object> values = Yaml.document(CHART.resolve("values.yaml"));
    int replicas = (int) Yaml.map(values.get("autoscaling")).get("maxReplicas");

    // Then
    assertThat(settings(production("")))
        .containsEntry("quarkus.datasource.reactive.max-size", "8")
        .containsEntry("quarkus.datasource.keys.reactive.max-size", "8");
    assertThat((replicas + 2) * (8 + 8) + 4).isLessThanOrEqualTo(100 - 3);
  }

  @Test
  void wrongFieldOfATemplateIsFound() throws IOException {
    // Given
    Path service = chart.resolve("templates/service.yaml");
    Files.writeString(service, Yaml.read(service).replace("targetPort:", "targetPrt:"));

    // When
    List<Map<String, Object>> manifests =
        Yaml.documents(Release.template(chart).withValuesFile(CHART.resolve(SMALL)).call());

    // Then
    assertThatThrownBy(() -> new InstalledObjects(manifests, SECRETS))
        .hasMessageContaining("targetPrt");
  }

  @Test
  void sidecarIsRightInTheChartOfAProduct() throws IOException {
    // Given
    Path product = copy(Path.of("src", "test", "helm", "product"), directory.resolve("product"));
    copy(chart, product.resolve("charts/lethe"));

    // When
    List<Map<String, Object>> manifests = Yaml.documents(Release.template(product).call());

    // Then
    assertThat(manifests).hasSize(1);
    assertThat(Yaml.dump(manifests.get(0))).contains("restartPolicy", "Always");
    new InstalledObjects(manifests, Set.of("ConfigMap/lethe-ca", "Secret/lethe-sidecar-spool"))
        .areRight();
  }

  @Test
  void sidecarHasTheSecretOfItsCallersWhereThereIsOne() throws IOException {
    // Given
    Path product = copy(Path.of("src", "test", "helm", "product"), directory.resolve("product"));
    copy(chart, product.resolve("charts/lethe"));

    // When
    List<Map<String, Object>> manifests =
        Yaml.documents(
            Release.template(product)
                .set("lethe.sidecar.callerSecretName", "orders-caller")
                .call());

    // Then
    assertThat(Yaml.dump(manifests.get(0)))
        .contains("LETHE_SIDECAR_CALLER_TOKEN_FILE", "/etc/lethe/caller/token");
    new InstalledObjects(
            manifests,
            Set.of("ConfigMap/lethe-ca", "Secret/lethe-sidecar-spool", "Secret/orders-caller"))
        .areRight();
  }

  /** A chart has no files from outside of it. */
  @Test
  void copiesOfTheChartAreTheFilesOfTheManifests() {
    // Given
    Path components = Path.of("k8s", "components");
    Map<String, Object> rules =
        Yaml.document(components.resolve("monitoring/prometheus-rules.yaml"));

    // Then
    assertThat(Yaml.document(CHART.resolve("files/prometheus-rules.yaml")))
        .isEqualTo(rules.get("spec"));
    assertThat(CHART.resolve("files/grafana-dashboard.json"))
        .hasSameTextualContentAs(components.resolve("monitoring/grafana-dashboard.json"));
    assertThat(CHART.resolve("files/rotate.sh"))
        .hasSameTextualContentAs(components.resolve("key-rotation/rotate.sh"));
  }

  /** The production installation with more values, as a file has them. */
  private String production(String values) throws IOException {
    return Release.template(chart)
        .withValuesFile(CHART.resolve(PRODUCTION))
        .withValuesFile(Files.writeString(directory.resolve("more.yaml"), values))
        .call();
  }

  private static Map<String, Object> operator(String name) {
    return Map.of("operators", Map.of("sens", Map.of("name", name, "address", "there")));
  }

  private static ConfigMap settingsMap(String rendered) {
    return Yaml.documents(rendered).stream()
        .map(ApiTypes::read)
        .filter(ConfigMap.class::isInstance)
        .map(ConfigMap.class::cast)
        .filter(map -> map.getData().containsKey("lethe.properties"))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> settings(String rendered) {
    return Yaml.properties(settingsMap(rendered).getData().get("lethe.properties"));
  }

  private static List<String> migrations(String rendered) {
    return Yaml.documents(rendered).stream()
        .map(one -> one.get("kind") + "/" + Yaml.map(one.get("metadata")).get("name"))
        .filter(id -> id.matches(".*Job/lethe-migration.*"))
        .toList();
  }

  private List<Map<String, Object>> rendered(String values) {
    return Yaml.documents(Release.template(chart).withValuesFile(CHART.resolve(values)).call());
  }

  private static Path copy(Path from, Path to) throws IOException {
    for (Path file : Yaml.files(from)) {
      Path copied = to.resolve(from.relativize(file).toString());
      Files.createDirectories(copied.getParent());
      Files.copy(file, copied);
    }
    return to;
  }
}
