package io.lethe.retention;

import io.lethe.access.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as a process sees it that lives for it alone: asked for, looked at, and left to others.
 *
 * <p>The run is worked on as any other: by whichever replica takes it up, this process among them.
 */
@ApplicationScoped
public class RetentionPass {

  private final RunService service;
  private final RunStore runs;
  private final Runner runner;

  RetentionPass(RunService service, RunStore runs, Runner runner) {
    this.service = service;
    this.runs = runs;
    this.runner = runner;
  }

  /**
   * Queues a run.
   *
   * <p><b>Errors</b>: those of {@link RunService#request}.
   */
  public Uni<Standing> ask(Caller caller, RunInput input) {
    return service.request(caller, input).map(run -> new Standing(run, null));
  }

  /** A run as it stands. */
  public Uni<Standing> look(Caller caller, UUID id) {
    return runs.find(id)
        .map(found -> found.map(Run::most))
        .chain(due -> service.view(caller, id).map(view -> new Standing(view, due.orElse(null))));
  }

  /**
   * Takes up nothing more, and gives the runs of this process back, so that others need not wait
   * for its heartbeat to stop.
   *
   * <p><b>Guarantee</b>: a batch that has not committed by then rolls back whole, unless the run is
   * shared; no record is acted on twice.
   */
  public Uni<Void> leave() {
    runner.stop();
    return runs.leave();
  }

  /**
   * How a run stands.
   *
   * @param due records that it acts on at most; null before it has counted them
   */
  public record Standing(RunView run, @Nullable Long due) {}
}
