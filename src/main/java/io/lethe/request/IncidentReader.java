package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads incidents. */
@ApplicationScoped
class IncidentReader {

  private final Database database;
  private final IncidentStore incidents;
  private final IncidentService service;
  private final RequestAccess access;
  private final Clock clock;

  IncidentReader(
      Database database,
      IncidentStore incidents,
      IncidentService service,
      RequestAccess access,
      Clock clock) {
    this.database = database;
    this.incidents = incidents;
    this.service = service;
    this.access = access;
    this.clock = clock;
  }

  Uni<IncidentView> view(Caller caller, UUID id) {
    return covered(caller, id).map(incident -> IncidentView.of(incident, clock.instant()));
  }

  Uni<List<Incident>> page(@Nullable String policy, boolean open, UUID after, int limit) {
    return incidents.page(policy, open, after, limit);
  }

  /** Those of a page that the caller may see. */
  List<IncidentView> covered(Caller caller, List<Incident> page) {
    return page.stream()
        .filter(incident -> access.covers(caller, incident.policy(), incident.categories()))
        .map(incident -> IncidentView.of(incident, clock.instant()))
        .toList();
  }

  Uni<List<IncidentView.Told>> notices(
      Caller caller, UUID id, @Nullable Boolean sent, UUID after, int limit) {
    return covered(caller, id).chain(incident -> incidents.notices(id, sent, after, limit));
  }

  private Uni<Incident> covered(Caller caller, UUID id) {
    return incidents.find(database.data(), id).map(found -> service.require(caller, found));
  }
}
