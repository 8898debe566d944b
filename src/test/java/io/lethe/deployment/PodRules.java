package io.lethe.deployment;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What every pod has to be: Pod Security {@code restricted}, and stricter.
 *
 * <p><b>Source</b>: <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">
 * Pod Security Standards</a>.
 */
final class PodRules {

  private final PodSpec pod;
  private final List<String> broken = new ArrayList<>();

  private PodRules(PodSpec pod) {
    this.pod = pod;
  }

  /** The rules that a pod breaks. */
  static List<String> brokenBy(PodSpec pod) {
    return new PodRules(pod).check();
  }

  static Stream<Container> containers(PodSpec pod) {
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream());
  }

  private List<String> check() {
    require(!on(pod.getHostNetwork()), "hostNetwork");
    require(!on(pod.getHostPID()), "hostPID");
    require(!on(pod.getHostIPC()), "hostIPC");
    require(off(pod.getAutomountServiceAccountToken()), "automountServiceAccountToken: false");
    require(off(pod.getEnableServiceLinks()), "enableServiceLinks: false");
    pod.getVolumes().forEach(this::check);
    containers(pod).forEach(this::check);
    return broken;
  }

  private void check(Volume volume) {
    require(
        Stream.of(
                volume.getConfigMap(),
                volume.getSecret(),
                volume.getProjected(),
                volume.getEmptyDir(),
                volume.getPersistentVolumeClaim())
            .anyMatch(Objects::nonNull),
        "a volume that may be: " + volume.getName());
    require(
        volume.getEmptyDir() == null || volume.getEmptyDir().getSizeLimit() != null,
        "sizeLimit of " + volume.getName());
  }

  private void check(Container container) {
    String name = container.getName() + ": ";
    Optional<PodSecurityContext> ofPod = Optional.ofNullable(pod.getSecurityContext());
    SecurityContext own =
        Optional.ofNullable(container.getSecurityContext()).orElseGet(SecurityContext::new);
    require(
        on(first(own.getRunAsNonRoot(), ofPod.map(PodSecurityContext::getRunAsNonRoot))),
        name + "runAsNonRoot");
    Long user = first(own.getRunAsUser(), ofPod.map(PodSecurityContext::getRunAsUser));
    require(user != null && user > 0, name + "runAsUser");
    require(
        Optional.ofNullable(
                first(own.getSeccompProfile(), ofPod.map(PodSecurityContext::getSeccompProfile)))
            .map(SeccompProfile::getType)
            .equals(Optional.of("RuntimeDefault")),
        name + "seccompProfile");
    require(!on(own.getPrivileged()), name + "privileged");
    require(off(own.getAllowPrivilegeEscalation()), name + "allowPrivilegeEscalation: false");
    require(on(own.getReadOnlyRootFilesystem()), name + "readOnlyRootFilesystem");
    Capabilities capabilities =
        Optional.ofNullable(own.getCapabilities()).orElseGet(Capabilities::new);
    require(capabilities.getDrop().contains("ALL"), name + "drop ALL");
    require(capabilities.getAdd().isEmpty(), name + "adds capabilities");
    require(container.getPorts().stream().allMatch(port -> port.getHostPort() == null), "hostPort");
    require(
        container.getResources() != null
            && container.getResources().getRequests().containsKey("cpu")
            && container.getResources().getRequests().containsKey("memory")
            && container.getResources().getLimits().containsKey("memory"),
        name + "resources");
    require(
        container.getImage().matches(".+(:[^:/]+|@sha256:[0-9a-f]{64})")
            && !container.getImage().endsWith(":latest"),
        name + "image of one version");
    checkMounts(container, name);
  }

  private void checkMounts(Container container, String name) {
    Set<String> volumes = new HashSet<>();
    pod.getVolumes().forEach(volume -> volumes.add(volume.getName()));
    container
        .getVolumeMounts()
        .forEach(mount -> require(volumes.contains(mount.getName()), name + mount.getName()));
    Set<String> names = new HashSet<>();
    container
        .getEnv()
        .forEach(variable -> require(names.add(variable.getName()), name + variable.getName()));
  }

  private void require(boolean kept, String rule) {
    if (!kept) {
      broken.add(rule);
    }
  }

  private static boolean on(@Nullable Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  private static boolean off(@Nullable Boolean value) {
    return Boolean.FALSE.equals(value);
  }

  private static <T> @Nullable T first(@Nullable T own, Optional<T> ofPod) {
    return own != null ? own : ofPod.orElse(null);
  }
}
