package io.lethe.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Ports that objects call by name: whether the pods that they lead to have them. */
final class NamedPorts {

  private final List<Object> objects;

  NamedPorts(List<Object> objects) {
    this.objects = objects;
  }

  void leadToPorts() {
    all(Service.class).forEach(this::ofAService);
    all(ServiceMonitor.class).forEach(this::ofAMonitor);
    all(NetworkPolicy.class).forEach(this::ofAPolicy);
  }

  private void ofAService(Service service) {
    service
        .getSpec()
        .getPorts()
        .forEach(port -> named(port.getTargetPort(), service.getSpec().getSelector()));
  }

  private void ofAMonitor(ServiceMonitor monitor) {
    Map<String, String> selected = monitor.getSpec().getSelector().getMatchLabels();
    List<Service> services =
        all(Service.class)
            .filter(
                one -> one.getMetadata().getLabels().entrySet().containsAll(selected.entrySet()))
            .toList();
    assertThat(services).as("every replica once").hasSize(1);
    assertThat(services.get(0).getSpec().getPorts())
        .extracting(port -> port.getName())
        .containsAll(monitor.getSpec().getEndpoints().stream().map(Endpoint::getPort).toList());
  }

  private void ofAPolicy(NetworkPolicy policy) {
    Map<String, String> own = policy.getSpec().getPodSelector().getMatchLabels();
    policy
        .getSpec()
        .getIngress()
        .forEach(rule -> rule.getPorts().forEach(port -> named(port.getPort(), own)));
    policy
        .getSpec()
        .getEgress()
        .forEach(
            rule ->
                rule.getPorts().stream()
                    .map(NetworkPolicyPort::getPort)
                    .filter(port -> port.getStrVal() != null)
                    .forEach(
                        port ->
                            rule.getTo()
                                .forEach(to -> named(port, to.getPodSelector().getMatchLabels()))));
  }

  /** Checks that a name is that of a port of the servers that have these labels. */
  private void named(IntOrString port, Map<String, String> labels) {
    assertThat(port.getStrVal()).isNotNull();
    Set<String> names = new HashSet<>();
    all(Deployment.class)
        .map(one -> one.getSpec().getTemplate())
        .filter(pod -> pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
        .flatMap(pod -> pod.getSpec().getContainers().stream())
        .flatMap(container -> container.getPorts().stream())
        .forEach(one -> names.add(one.getName()));
    assertThat(names).as("%s", labels).contains(port.getStrVal());
  }

  private <T> Stream<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast);
  }
}
