package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.access.Caller;
import io.lethe.access.Grant;
import io.lethe.access.Role;
import io.lethe.subject.Task.Kind;
import io.lethe.subject.Task.What;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who does which task. */
class TaskDeskTest {

  private static Task task(Kind kind) {
    return new Task(
        new UUID(0, 1),
        "sens",
        "mandatory",
        kind,
        What.DESTROY,
        "",
        new UUID(0, 2),
        null,
        List.of(),
        "",
        Instant.EPOCH,
        null,
        null,
        null,
        null);
  }

  @ParameterizedTest
  @CsvSource({
    "NOTIFY,         PRIVACY_OFFICER, true,  true",
    "NOTIFY,         AUDITOR,         true,  false",
    "NOTIFY,         PRODUCT,         false, false",
    "ACCESS_MAY_END, PRODUCT,         true,  true",
    "ACCESS_MAY_END, AUDITOR,         true,  false"
  })
  void taskIsSeenAndDone(Kind kind, Role role, boolean sees, boolean does) {
    Caller caller =
        Caller.of(
            "issuer",
            "one",
            List.of(new Grant(Set.of(role), Set.of("sens"), Set.of("*"), Set.of())));
    assertThat(TaskDesk.sees(caller, task(kind))).isEqualTo(sees);
    assertThat(TaskDesk.does(caller, task(kind))).isEqualTo(does);
  }

  @ParameterizedTest
  @CsvSource({"NOTIFY, false", "ACCESS_MAY_END, true"})
  void productThatIsAnAuditorTooDoesNotDoWhatOfficersDo(Kind kind, boolean does) {
    Caller both =
        Caller.of(
            "issuer",
            "both",
            List.of(
                new Grant(
                    Set.of(Role.PRODUCT, Role.AUDITOR), Set.of("sens"), Set.of("*"), Set.of())));
    assertThat(TaskDesk.does(both.as(Role.PRIVACY_OFFICER, Role.PRODUCT), task(kind)))
        .isEqualTo(does);
  }
}
