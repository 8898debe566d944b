package io.lethe.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Objects that are installed together: whether they fit each other, Lethe and the rules. */
final class InstalledObjects {

  private static final DocumentedSettings SETTINGS = DocumentedSettings.read();
  private static final Pattern ORDINAL = Pattern.compile("config_ordinal=2\\d\\d");

  private final List<Map<String, Object>> manifests;
  private final List<Object> objects;
  private final Set<String> elsewhere;

  /**
   * @param elsewhere what is there beside them, as {@code Secret/lethe}
   */
  InstalledObjects(List<Map<String, Object>> manifests, Set<String> elsewhere) {
    this.manifests = manifests;
    this.objects = manifests.stream().map(ApiTypes::read).toList();
    this.elsewhere = elsewhere;
  }

  void areRight() {
    nothingIsLacking();
    namesAreUnique();
    podsKeepTheRules();
    settingsAreDocumented();
    whatPodsNameIsThere();
    probesLeadToPorts();
    selectorsSelect();
    new NamedPorts(objects).leadToPorts();
    autoscalersHaveTheirTargets();
  }

  private void nothingIsLacking() {
    manifests.forEach(manifest -> assertThat(ApiRules.brokenBy(manifest)).isEmpty());
  }

  private void namesAreUnique() {
    List<String> ids = all(HasMetadata.class).map(object -> id(object)).toList();
    assertThat(ids).doesNotHaveDuplicates();
  }

  private void podsKeepTheRules() {
    pods().forEach(pod -> assertThat(PodRules.brokenBy(pod.getSpec())).as(id(pod)).isEmpty());
  }

  private void settingsAreDocumented() {
    lethes()
        .flatMap(container -> container.getEnv().stream())
        .map(EnvVar::getName)
        .forEach(name -> assertThat(SETTINGS.haveVariable(name)).as(name).isTrue());
    all(ConfigMap.class)
        .flatMap(map -> map.getData().entrySet().stream())
        .filter(file -> file.getKey().endsWith(".properties"))
        .forEach(file -> documented(file.getValue()));
    all(ExternalSecret.class)
        .flatMap(secret -> secret.spec().data().stream())
        .map(ExternalSecret.Entry::secretKey)
        .filter(key -> !key.endsWith(".p12"))
        .forEach(name -> assertThat(SETTINGS.haveVariable(name)).as(name).isTrue());
  }

  /** Checks the keys of a properties file, and that environment variables win over it. */
  static void documented(String properties) {
    assertThat(properties.lines()).as("below 300").anyMatch(ORDINAL.asMatchPredicate());
    List<String> keys = new ArrayList<>();
    properties
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .forEach(line -> keys.add(line.substring(0, line.indexOf('='))));
    assertThat(keys)
        .doesNotHaveDuplicates()
        .allSatisfy(
            key -> {
              assertThat(SETTINGS.haveKey(key)).as(key).isTrue();
              assertThat(key).as("a secret").doesNotMatch(".*(password|vault\\.token|secret)");
            });
  }

  private void whatPodsNameIsThere() {
    Set<String> there = new HashSet<>(elsewhere);
    all(HasMetadata.class).forEach(object -> there.add(id(object)));
    all(ExternalSecret.class)
        .forEach(secret -> there.add("Secret/" + secret.spec().target().name()));
    pods()
        .forEach(
            pod -> {
              PodSpec spec = pod.getSpec();
              List<String> named = new ArrayList<>();
              if (spec.getServiceAccountName() != null) {
                named.add("ServiceAccount/" + spec.getServiceAccountName());
              }
              spec.getVolumes().forEach(volume -> named.addAll(named(volume)));
              PodRules.containers(spec)
                  .flatMap(container -> container.getEnvFrom().stream())
                  .forEach(from -> named.add("Secret/" + from.getSecretRef().getName()));
              assertThat(there).as(id(pod)).containsAll(named);
            });
  }

  private static List<String> named(Volume volume) {
    List<String> named = new ArrayList<>();
    if (volume.getConfigMap() != null
        && !Boolean.TRUE.equals(volume.getConfigMap().getOptional())) {
      named.add("ConfigMap/" + volume.getConfigMap().getName());
    }
    if (volume.getSecret() != null) {
      named.add("Secret/" + volume.getSecret().getSecretName());
    }
    if (volume.getPersistentVolumeClaim() != null) {
      named.add("PersistentVolumeClaim/" + volume.getPersistentVolumeClaim().getClaimName());
    }
    return named;
  }

  private void probesLeadToPorts() {
    lethes()
        .filter(container -> !container.getPorts().isEmpty())
        .forEach(
            container ->
                assertThat(
                        List.of(
                            container.getStartupProbe(),
                            container.getLivenessProbe(),
                            container.getReadinessProbe()))
                    .extracting(Probe::getHttpGet)
                    .allSatisfy(
                        call -> {
                          assertThat(call.getPath()).matches("/q/health/(started|live|ready)");
                          assertThat(container.getPorts())
                              .extracting(port -> port.getName())
                              .contains(call.getPort().getStrVal());
                        })
                    .extracting(call -> call.getPath())
                    .doesNotHaveDuplicates());
  }

  private void selectorsSelect() {
    all(Service.class).forEach(service -> selects(id(service), service.getSpec().getSelector()));
    all(PodDisruptionBudget.class)
        .forEach(budget -> selects(id(budget), budget.getSpec().getSelector()));
    all(NetworkPolicy.class)
        .forEach(policy -> selects(id(policy), policy.getSpec().getPodSelector()));
    all(Deployment.class)
        .forEach(deployment -> selects(id(deployment), deployment.getSpec().getSelector()));
    all(PodMonitor.class)
        .forEach(
            monitor -> {
              selects(id(monitor), monitor.getSpec().getSelector());
              assertThat(lethes().flatMap(container -> container.getPorts().stream()))
                  .extracting(port -> port.getName())
                  .containsAll(
                      monitor.getSpec().getPodMetricsEndpoints().stream()
                          .map(endpoint -> endpoint.getPort())
                          .toList());
            });
    all(ServiceMonitor.class)
        .forEach(
            monitor ->
                assertThat(all(Service.class))
                    .as(id(monitor))
                    .anyMatch(
                        service ->
                            service
                                .getMetadata()
                                .getLabels()
                                .entrySet()
                                .containsAll(
                                    monitor.getSpec().getSelector().getMatchLabels().entrySet())));
  }

  private void selects(String selecting, LabelSelector selector) {
    assertThat(pods())
        .as(selecting)
        .anyMatch(
            pod ->
                labels(pod).entrySet().containsAll(selector.getMatchLabels().entrySet())
                    && selector.getMatchExpressions().stream()
                        .allMatch(
                            one ->
                                one.getOperator().equals("In")
                                    && one.getValues().contains(labels(pod).get(one.getKey()))));
  }

  private void selects(String selecting, Map<String, String> labels) {
    assertThat(pods())
        .as(selecting)
        .anyMatch(pod -> labels(pod).entrySet().containsAll(labels.entrySet()));
  }

  private void autoscalersHaveTheirTargets() {
    all(HorizontalPodAutoscaler.class)
        .map(scaler -> scaler.getSpec().getScaleTargetRef())
        .forEach(
            target ->
                assertThat(all(Deployment.class))
                    .as("%s", target)
                    .anyMatch(
                        deployment ->
                            deployment.getMetadata().getName().equals(target.getName())
                                && deployment.getApiVersion().equals(target.getApiVersion())
                                && deployment.getSpec().getReplicas() == null));
  }

  private <T> Stream<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast);
  }

  /** Every pod, with the labels that it gets. */
  private Stream<PodTemplateSpec> pods() {
    return Stream.of(
            all(Deployment.class).map(one -> one.getSpec().getTemplate()),
            all(CronJob.class).map(one -> one.getSpec().getJobTemplate().getSpec().getTemplate()),
            all(Job.class).map(one -> one.getSpec().getTemplate()),
            all(Pod.class).map(one -> new PodTemplateSpec(one.getMetadata(), one.getSpec())))
        .flatMap(pods -> pods);
  }

  /** The containers that are Lethe's artifact. */
  private Stream<Container> lethes() {
    return pods()
        .flatMap(pod -> PodRules.containers(pod.getSpec()))
        .filter(container -> container.getName().equals("lethe"));
  }

  private static Map<String, String> labels(PodTemplateSpec pod) {
    return pod.getMetadata().getLabels();
  }

  private static String id(HasMetadata object) {
    return object.getKind() + "/" + object.getMetadata().getName();
  }

  private static String id(PodTemplateSpec pod) {
    return "pod of " + labels(pod);
  }
}
