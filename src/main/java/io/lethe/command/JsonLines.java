package io.lethe.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.retention.RetentionPass.Standing;
import io.lethe.retention.RunView;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * A JSON object per line: the run as the API answers it, each time that it has changed; the last
 * line has the exit code, too.
 */
final class JsonLines implements Report {

  private final ObjectMapper mapper;
  private final Clock clock;
  private final PrintStream out;
  private List<Object> last = List.of();

  JsonLines(ObjectMapper mapper, Clock clock, PrintStream out) {
    this.mapper = mapper;
    this.clock = clock;
    this.out = out;
  }

  @Override
  public void progress(Standing standing) {
    RunView run = standing.run();
    List<Object> now = List.of(run.id(), run.state(), run.selected());
    if (!now.equals(last)) {
      last = now;
      print(line(run));
    }
  }

  @Override
  public void end(Standing standing, ExitCode code) {
    print(line(standing.run()).put("exitCode", code.number()));
  }

  private ObjectNode line(RunView run) {
    ObjectNode line = mapper.createObjectNode().put("at", clock.instant().toString());
    Optional.of(run)
        .<ObjectNode>map(mapper::valueToTree)
        .map(ObjectNode::properties)
        .orElseThrow()
        .forEach(field -> line.set(field.getKey(), field.getValue()));
    return line;
  }

  private void print(ObjectNode line) {
    out.println(line);
    out.flush();
  }
}
