package io.lethe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is started as a process of its own: a jar on the Java virtual machine of the tests, or a
 * native executable.
 */
public record Artifact(Path file) {

  /** Where {@code mvn package} puts the production jar and what belongs to it. */
  public static final Path JARS = Path.of("target", "quarkus-app");

  private static final String JAR = "quarkus-run.jar";

  /** Set by {@code -Dnative}. */
  private static final String NATIVE = "native.image.path";

  private static final String OPTIONS = "lethe.test.jvm-options";

  /** The one that production gets: the native executable with {@code -Dnative}, else the jar. */
  public static Artifact production() {
    String executable = System.getProperty(NATIVE);
    return executable == null ? ofJars(JARS) : new Artifact(Path.of(executable));
  }

  /** The jar in a directory that a build has made. */
  public static Artifact ofJars(Path directory) {
    return new Artifact(directory.resolve(JAR));
  }

  /** Whether it needs a Java virtual machine. */
  public boolean isJar() {
    return file.endsWith(JAR);
  }

  /**
   * How it is started, without arguments; a Java virtual machine has those options first that the
   * build gives to all that tests start.
   *
   * @param options of a Java virtual machine; an executable has no {@code -XX} of one
   */
  public List<String> command(String... options) {
    List<String> command = new ArrayList<>();
    if (isJar()) {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(ofTests());
      command.addAll(List.of(options));
      command.add("-jar");
    }
    command.add(file.toString());
    if (!isJar()) {
      List.of(options).stream().filter(option -> !option.startsWith("-XX:")).forEach(command::add);
    }
    return command;
  }

  private static List<String> ofTests() {
    return Stream.of(System.getProperty(OPTIONS, "").split(" "))
        .filter(option -> !option.isEmpty())
        .toList();
  }
}
