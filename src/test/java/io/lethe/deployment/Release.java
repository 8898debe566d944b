package io.lethe.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.lethe.ProductionCommand;
import io.lethe.ProductionProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A release of the chart on this machine: its pods as processes, with the arguments, variables,
 * files and memory that they have in a cluster.
 *
 * <p>What a cluster gives is given by this machine: a directory in the place of each path where a
 * volume is mounted, the secrets, and a free port.
 */
final class Release implements AutoCloseable {

  static final Path CHART = Path.of("helm", "lethe");
  private static final String NAME = "lethe";
  private static final String KUBERNETES = "1.34.0";

  /** What the image gives to the heap, in percent of the container's memory. */
  private static final int HEAP = 60;

  private final Path machine;
  private final Map<String, Map<String, byte[]>> secrets;
  private final Map<String, HasMetadata> objects = new HashMap<>();
  private final List<ProductionProcess> servers = new ArrayList<>();

  /**
   * Renders one.
   *
   * @param machine a directory for its volumes
   * @param values those that win over the chart's file of this name
   * @param secrets by their names, each with its keys
   */
  Release(
      Path machine,
      String file,
      Map<String, Object> values,
      Map<String, Map<String, byte[]>> secrets)
      throws IOException {
    this.machine = machine;
    this.secrets = secrets;
    String rendered =
        template(CHART)
            .withValuesFile(CHART.resolve(file))
            .withValuesFile(Files.writeString(machine.resolve("values.yaml"), Yaml.dump(values)))
            .call();
    for (Map<String, Object> manifest : Yaml.documents(rendered)) {
      if (ApiTypes.read(manifest) instanceof HasMetadata object) {
        objects.put(object.getKind() + "/" + object.getMetadata().getName(), object);
      }
    }
  }

  /** The rendering of a chart by Helm's own library. */
  static TemplateCommand template(Path chart) {
    return new Helm(chart)
        .template()
        .withName(NAME)
        .withNamespace(NAME)
        .withKubeVersion(KUBERNETES);
  }

  /** Starts a server. */
  ProductionProcess server() throws IOException {
    ProductionProcess server =
        ProductionProcess.start(variables(serverPod()), "-Xmx" + heap(serverPod()));
    servers.add(server);
    return server;
  }

  /** The paths by which the cluster sees how a server is. */
  List<String> probes() {
    Container container = container(serverPod());
    return List.of(
        container.getStartupProbe().getHttpGet().getPath(),
        container.getLivenessProbe().getHttpGet().getPath(),
        container.getReadinessProbe().getHttpGet().getPath());
  }

  /**
   * Ends a server as a cluster does: tells it, and kills it when the rest of its time is over.
   *
   * @return its exit code
   */
  int end(ProductionProcess server) throws InterruptedException {
    PodSpec pod = serverPod();
    long pause = container(pod).getLifecycle().getPreStop().getSleep().getSeconds();
    return server.terminate(Duration.ofSeconds(pod.getTerminationGracePeriodSeconds() - pause));
  }

  /** Makes a Job of a CronJob, and waits for its end. */
  ProductionCommand.Result job(String name) throws IOException, InterruptedException {
    PodSpec pod =
        object(CronJob.class, name).getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
    return run(pod);
  }

  /** Makes the migration that is part of the installation, and waits for its end. */
  ProductionCommand.Result migration() throws IOException, InterruptedException {
    Job job =
        objects.values().stream()
            .filter(Job.class::isInstance)
            .map(Job.class::cast)
            .filter(one -> one.getMetadata().getName().startsWith(NAME + "-migration-"))
            .findFirst()
            .orElseThrow();
    return run(job.getSpec().getTemplate().getSpec());
  }

  private ProductionCommand.Result run(PodSpec pod) throws IOException, InterruptedException {
    String[] arguments = container(pod).getArgs().toArray(String[]::new);
    return ProductionCommand.start(variables(pod), arguments).awaitExit();
  }

  /** Ends every server that still runs. */
  @Override
  public void close() {
    servers.forEach(ProductionProcess::close);
  }

  private PodSpec serverPod() {
    return object(Deployment.class, NAME).getSpec().getTemplate().getSpec();
  }

  private <T extends HasMetadata> T object(Class<T> type, String name) {
    return type.cast(objects.get(type.getSimpleName() + "/" + name));
  }

  private static Container container(PodSpec pod) {
    return pod.getContainers().get(0);
  }

  private static long heap(PodSpec pod) {
    Quantity limit = container(pod).getResources().getLimits().get("memory");
    return limit.getNumericalAmount().longValueExact() / 100 * HEAP;
  }

  /** The variables of a pod, after its volumes have been mounted. */
  private Map<String, String> variables(PodSpec pod) throws IOException {
    Map<String, String> mounts = new HashMap<>();
    container(pod)
        .getVolumeMounts()
        .forEach(mount -> mounts.put(mount.getName(), mount.getMountPath()));
    for (Volume volume : pod.getVolumes()) {
      mount(volume, mounts);
    }
    Map<String, String> variables = new HashMap<>();
    container(pod).getEnvFrom().stream()
        .map(from -> secrets.get(from.getSecretRef().getName()))
        .forEach(secret -> secret.forEach((name, value) -> variables.put(name, text(value))));
    container(pod)
        .getEnv()
        .forEach(one -> variables.put(one.getName(), here(one.getValue(), mounts)));
    return variables;
  }

  private void mount(Volume volume, Map<String, String> mounts) throws IOException {
    Path directory = Files.createDirectories(here(mounts.get(volume.getName())));
    if (volume.getConfigMap() != null) {
      Map<String, String> files =
          object(ConfigMap.class, volume.getConfigMap().getName()).getData();
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(directory.resolve(file.getKey()), here(file.getValue(), mounts));
      }
    } else if (volume.getSecret() != null) {
      Map<String, byte[]> files = secrets.get(volume.getSecret().getSecretName());
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Files.write(directory.resolve(file.getKey()), file.getValue());
      }
    }
  }

  private Path here(String path) {
    return machine.resolve(path.substring(1));
  }

  /** A text that names paths of a pod, with those of this machine: values of keys, or all of it. */
  private String here(String text, Map<String, String> mounts) {
    return Pattern.compile("(?m)(^|=)(" + String.join("|", mounts.values()) + ")(?=/|$)")
        .matcher(text)
        .replaceAll(path -> path.group(1) + here(path.group(2)));
  }

  private static String text(byte[] value) {
    return new String(value, UTF_8);
  }
}
