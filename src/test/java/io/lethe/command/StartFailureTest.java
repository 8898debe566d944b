package io.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.sql.SQLException;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartFailureTest {

  @ParameterizedTest
  @CsvSource({
    "08001, the database of lethe.database.url cannot be reached",
    "28P01, the database refuses lethe.database.username or lethe.database.password",
    "3D000, the database that lethe.database.url names is not there",
    "23505, the database of lethe.database.url fails (SQLSTATE 23505)",
  })
  void databaseIsNamedBySettingAndNeverByItsMessage(String state, String expected) {
    Throwable failure = new RuntimeException(new SQLException("marker-7f3a", state));

    assertThat(StartFailure.of(failure)).isEqualTo(expected);
  }

  @Test
  void everySettingOfAMessageIsNamedOnce() {
    Throwable failure =
        new RuntimeException(
            new NoSuchElementException(
                "SRCFG00014: lethe.database.url is required\nlethe.oidc.issuer, lethe.database.url."));

    assertThat(StartFailure.of(failure))
        .isEqualTo("settings are missing or wrong: lethe.database.url, lethe.oidc.issuer");
  }

  @Test
  void refusalOfTheServiceIsTold() {
    Throwable failure =
        new RuntimeException(new ServiceException(ErrorCode.POLICY_UNKNOWN, "there is none"));

    assertThat(StartFailure.of(failure)).isEqualTo("POLICY_UNKNOWN: there is none");
  }

  @Test
  void whatIsNotKnownIsNotRepeated() {
    assertThat(StartFailure.of(new IllegalStateException("marker-7f3a")))
        .isEqualTo("it failed with IllegalStateException; the log has more");
  }
}
