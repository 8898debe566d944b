package io.lethe.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.access.Caller;
import io.lethe.access.Grant;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Redacted;
import io.lethe.problem.ServiceException;
import io.lethe.retention.RetentionPass;
import io.lethe.retention.RetentionPass.Standing;
import io.lethe.retention.RunState;
import io.lethe.retention.RunView;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One pass: asks for a run, tells how it goes on, and answers with an exit code when it is over. Or
 * a migration, which the start has made.
 */
@ApplicationScoped
class Command implements QuarkusApplication {

  private static final Logger LOG = Logger.getLogger(Command.class);
  private static final Duration EACH = Duration.ofMillis(500);
  private static final Duration FIRST_AGAIN = Duration.ofMillis(500);
  private static final Duration LAST_AGAIN = Duration.ofSeconds(5);
  private static final int LOOKS_AGAIN = 8;

  /** What the arguments are to blame for. */
  private static final Set<ErrorCode> REFUSALS =
      Set.of(
          ErrorCode.POLICY_UNKNOWN,
          ErrorCode.CATEGORY_UNKNOWN,
          ErrorCode.CLOCK_OUT_OF_RANGE,
          ErrorCode.RUN_FUTURE);

  private final RetentionPass runs;
  private final Schema schema;
  private final SmallRyeHealthReporter health;
  private final ObjectMapper mapper;
  private final Clock clock;
  private final Caller caller;
  private final AtomicReference<@Nullable Standing> last = new AtomicReference<>();

  Command(
      RetentionPass runs,
      Schema schema,
      SmallRyeHealthReporter health,
      ObjectMapper mapper,
      Clock clock,
      CommandConfig config) {
    this.runs = runs;
    this.schema = schema;
    this.health = health;
    this.mapper = mapper;
    this.clock = clock;
    this.caller =
        Caller.of(
            "command-line",
            config.operator(),
            List.of(Grant.everywhere(Set.of(Role.PRIVACY_OFFICER))));
  }

  @Override
  public int run(String... arguments) {
    Arguments given = Arguments.parse(arguments);
    if (given instanceof Arguments.Migrate) {
      schema.report(System.out);
      return ExitCode.COMPLETED.number();
    }
    if (!(given instanceof Arguments.Pass pass)) {
      return ExitCode.USAGE.number();
    }
    Report report =
        Lethe.onTerminal(pass)
            ? new ProgressBar(System.err, System.out)
            : new JsonLines(mapper, clock, System.out);
    try {
      return VertxContextSupport.subscribeAndAwait(() -> run(pass, report)).number();
    } catch (Throwable e) {
      return failed(e, report).number();
    }
  }

  private Uni<ExitCode> run(Arguments.Pass pass, Report report) {
    Uni<Standing> ended =
        health
            .getReadinessAsync()
            .invoke(Command::requireReady)
            .chain(() -> runs.ask(caller, pass.input()))
            .invoke(last::set)
            .chain(asked -> watch(asked.run().id(), report));
    return pass.timeout()
        .map(longest -> ended.ifNoItem().after(longest).failWith(TimeoutException::new))
        .orElse(ended)
        .map(standing -> end(standing, ExitCode.of(standing.run()), report));
  }

  private static void requireReady(SmallRyeHealth found) {
    if (found.isDown()) {
      throw new ServiceException(ErrorCode.UNAVAILABLE, "not ready: " + found.getPayload());
    }
  }

  /** Until nobody works on it any more; a brake lets the rest go on as a run of its own. */
  private Uni<Standing> watch(UUID id, Report report) {
    return follow(id, report)
        .call(
            standing -> {
              UUID rest = standing.run().rest();
              return standing.run().state() == RunState.AWAITING_APPROVAL && rest != null
                  ? follow(rest, report)
                  : Uni.createFrom().voidItem();
            })
        .invoke(last::set);
  }

  private Uni<Standing> follow(UUID id, Report report) {
    return Multi.createBy()
        .repeating()
        .uni(() -> look(id))
        .withDelay(EACH)
        .whilst(standing -> isUnderWay(standing.run()))
        .invoke(last::set)
        .invoke(report::progress)
        .collect()
        .last();
  }

  private Uni<Standing> look(UUID id) {
    return runs.look(caller, id)
        .onFailure(failure -> !(failure instanceof ServiceException))
        .retry()
        .withBackOff(FIRST_AGAIN, LAST_AGAIN)
        .atMost(LOOKS_AGAIN);
  }

  private static boolean isUnderWay(RunView run) {
    return run.state() == RunState.QUEUED || run.state() == RunState.RUNNING;
  }

  private static ExitCode end(Standing standing, ExitCode code, Report report) {
    report.end(standing, code);
    return code;
  }

  private ExitCode failed(Throwable failure, Report report) {
    Standing standing = last.get();
    if (failure instanceof TimeoutException && standing != null) {
      return end(standing, ExitCode.TIMEOUT, report);
    }
    LOG.debug("the pass has failed", Redacted.of(failure));
    System.err.println("lethe: " + StartFailure.of(failure));
    return failure instanceof ServiceException refused && REFUSALS.contains(refused.code())
        ? ExitCode.USAGE
        : failure instanceof TimeoutException ? ExitCode.TIMEOUT : ExitCode.UNAVAILABLE;
  }

  /** Whatever ends it: what it has not finished is taken up by others at once. */
  void leave(@Observes ShutdownEvent ending) throws Throwable {
    if (last.get() != null) {
      VertxContextSupport.subscribeAndAwait(runs::leave);
    }
  }
}
