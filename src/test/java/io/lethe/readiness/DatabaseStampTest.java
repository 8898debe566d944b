package io.lethe.readiness;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.ServiceDatabase;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DatabaseStampTest {

  private final DatabaseStamp stamp;

  @Inject
  DatabaseStampTest(DatabaseStamp stamp) {
    this.stamp = stamp;
  }

  @Test
  @ProducesCode(ErrorCode.DATABASE_OF_OTHER_KIND)
  void databaseOfTheOtherKindIsRefused() {
    // Given
    ServiceDatabase.execute("UPDATE database_stamp SET kind = 'PRODUCTION'");

    // Then
    assertThatThrownBy(() -> stamp.check(new StartupEvent()))
        .satisfies(Problems.carries(ErrorCode.DATABASE_OF_OTHER_KIND));
    ServiceDatabase.execute("UPDATE database_stamp SET kind = 'LOCAL'");
  }
}
