package io.lethe.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The policy packs that come with the service, as YAML.
 *
 * <p>The list is fixed, for a native executable cannot list resources; a new pack is also named in
 * {@code META-INF/native-image}.
 */
public final class PolicyPacks {

  /** The packs' names, each the {@code policy} of its document. */
  public static final List<String> NAMES =
      List.of("express", "racurs", "unnamed_app", "sens", "mst_software");

  private PolicyPacks() {}

  /**
   * The text of a pack.
   *
   * @throws IllegalArgumentException when there is no such pack
   */
  public static String yaml(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("there is no such pack");
    }
    String resource = "/policies/" + name + ".yaml";
    try (InputStream stream = PolicyPacks.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(stream, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
