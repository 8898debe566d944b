package io.lethe.subject;

import io.lethe.database.Ids;
import io.lethe.database.Rounds;
import io.lethe.policy.Category;
import io.lethe.policy.LawOverlay;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.Recipient;
import io.lethe.subject.Task.Kind;
import io.lethe.subject.Task.What;
import io.lethe.subject.TaskStore.Done;
import io.lethe.time.Calendars;
import io.lethe.time.Term;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tasks that follow what was done to data.
 *
 * <p><b>Guarantee</b>: those of a person are in the transaction that does it; those of a run are
 * made before the run is settled, once, however often it is settled.
 *
 * <p><b>Source</b>: Federal Law 152-FZ, articles 6(3), 10.1, 20(3) and 21.
 */
@ApplicationScoped
public class TaskService {

  private static final Term THREE_DAYS = new Term.Working(3);
  private static final Term SEVEN_DAYS = new Term.Working(7);

  private final TaskStore store;
  private final PolicyCatalog policies;
  private final Calendars calendars;
  private final Clock clock;
  private final Ids ids = new Ids();

  TaskService(TaskStore store, PolicyCatalog policies, Calendars calendars, Clock clock) {
    this.store = store;
    this.policies = policies;
    this.calendars = calendars;
    this.clock = clock;
  }

  /** What follows from a run; the caller knows that no batch of it commits any more. */
  public Uni<Void> ofRun(UUID run) {
    return store.done(run).chain(all -> Rounds.each(all, done -> ofRun(run, done)));
  }

  private Uni<Void> ofRun(UUID run, Done done) {
    Optional<Origin> origin =
        origin(done.policy(), done.category(), done.what())
            .map(of -> of.on(run, null).since(done.since()));
    return origin.isEmpty()
        ? Uni.createFrom().voidItem()
        : store
            .recipients(run, done)
            .chain(
                told -> {
                  List<Task> tasks = common(origin.get(), List.of());
                  notices(origin.get(), told, List.of(), tasks);
                  return store.insert(tasks);
                });
  }

  /** What follows from a rectification, in its transaction. */
  public Uni<Void> rectified(
      SqlConnection tx, String policy, String category, UUID subject, Collection<String> fields) {
    Optional<Origin> origin =
        origin(policy, category, What.RECTIFY).map(of -> of.on(null, subject));
    return origin.isEmpty()
        ? Uni.createFrom().voidItem()
        : store
            .recipients(tx, subject, category, fields)
            .chain(
                told -> {
                  List<Task> tasks = common(origin.get(), List.copyOf(fields));
                  notices(origin.get(), told, List.copyOf(fields), tasks);
                  return store.insert(tx, tasks);
                });
  }

  /**
   * What follows where processing of a person's data is blocked or stops, in its transaction.
   *
   * @param categories whose data it is
   */
  public Uni<Void> stopped(
      SqlConnection tx, String policy, Collection<String> categories, UUID subject, boolean block) {
    List<Task> tasks = new ArrayList<>();
    for (String category : categories) {
      origin(policy, category, block ? What.BLOCK : What.STOP)
          .map(of -> of.on(null, subject))
          .ifPresent(of -> tasks.addAll(common(of, List.of())));
    }
    return store.insert(tx, tasks);
  }

  /** Removes what was done more than three years ago. */
  public Uni<Integer> expire(Instant now) {
    return store.expire(now);
  }

  /** What processors, the product and whoever has published are told, whatever was transferred. */
  private List<Task> common(Origin of, List<String> fields) {
    List<Task> tasks = new ArrayList<>();
    boolean rectified = of.what() == What.RECTIFY;
    boolean stops = of.what() == What.BLOCK || of.what() == What.STOP;
    for (Recipient recipient : of.document().recipients().values()) {
      if (recipient.processor() && gets(recipient, of.category(), fields)) {
        Term term = stops ? THREE_DAYS : SEVEN_DAYS;
        tasks.add(of.task(Kind.INSTRUCT, recipient.name(), fields, recipient.clause(), term));
      }
    }
    of.category()
        .published()
        .filter(one -> !stops)
        .filter(one -> fields.isEmpty() || one.fields().stream().anyMatch(fields::contains))
        .ifPresent(
            one -> tasks.add(of.task(Kind.UNPUBLISH, "", one.fields(), one.clause(), THREE_DAYS)));
    of.category()
        .accessBy()
        .filter(clause -> !rectified)
        .ifPresent(clause -> tasks.add(of.task(Kind.ACCESS_MAY_END, "", List.of(), clause, null)));
    return tasks;
  }

  private static boolean gets(Recipient recipient, Category category, List<String> fields) {
    return recipient.getsCategory(category.name())
        && recipient.purposes().stream().anyMatch(category.purposes()::contains)
        && (fields.isEmpty() || fields.stream().anyMatch(recipient::getsField));
  }

  /** What third parties are told that had the data, but for processors, who are instructed. */
  private static void notices(Origin of, List<String> told, List<String> fields, List<Task> tasks) {
    for (String name : told) {
      Recipient recipient = of.document().recipients().get(name);
      if (recipient == null || !recipient.processor()) {
        String clause = recipient == null ? "" : recipient.clause();
        tasks.add(of.task(Kind.NOTIFY, name, fields, clause, SEVEN_DAYS));
      }
    }
  }

  private Optional<Origin> origin(String policy, String category, What what) {
    return policies
        .published(policy)
        .filter(version -> version.document().categories().containsKey(category))
        .reduce((earlier, later) -> later)
        .map(PolicyVersion::document)
        .map(
            document ->
                new Origin(
                    document, document.categories().get(category), what, null, null, now(), now()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** What was done to which data. */
  private final class Origin {
    private final PolicyDocument document;
    private final Category category;
    private final What what;
    private final @Nullable UUID run;
    private final @Nullable UUID subject;
    private final Instant since;
    private final Instant at;

    private Origin(
        PolicyDocument document,
        Category category,
        What what,
        @Nullable UUID run,
        @Nullable UUID subject,
        Instant since,
        Instant at) {
      this.document = document;
      this.category = category;
      this.what = what;
      this.run = run;
      this.subject = subject;
      this.since = since;
      this.at = at;
    }

    private Origin on(@Nullable UUID ofRun, @Nullable UUID ofSubject) {
      return new Origin(document, category, what, ofRun, ofSubject, since, at);
    }

    /** Terms count from when it was done, however late the tasks are made. */
    private Origin since(Instant done) {
      return new Origin(document, category, what, run, subject, done, at);
    }

    private PolicyDocument document() {
      return document;
    }

    private Category category() {
      return category;
    }

    private What what() {
      return what;
    }

    private Task task(
        Kind kind, String recipient, List<String> fields, String clause, @Nullable Term term) {
      return new Task(
          ids.timed(0, at.toEpochMilli()),
          document.policy(),
          category.name(),
          kind,
          what,
          recipient,
          run,
          subject,
          fields,
          clause,
          at,
          due(term),
          null,
          null,
          null);
    }

    private @Nullable LocalDate due(@Nullable Term term) {
      return term == null || !document.law().contains(LawOverlay.RU_152_FZ)
          ? null
          : term.after(
                  LocalDate.ofInstant(since, document.zone()),
                  calendars.find(document.calendar()).orElseThrow())
              .day();
    }
  }
}
