package io.lethe.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseTransportTest {

  @ParameterizedTest
  @CsvSource({
    "postgresql://db.internal:5432/lethe, true",
    "postgresql://db.internal/lethe?sslmode=disable, true",
    "postgresql://db.internal/lethe?sslmode=allow, true",
    "postgresql://db.internal/lethe?sslmode=prefer, true",
    "postgresql://db.internal/lethe?application_name=x&sslmode=require, true",
    "postgresql://db.internal/lethe?sslmode=verify-ca, false",
    "postgresql://db.internal:5432/lethe?sslmode=verify-full, false",
    "vertx-reactive:postgresql://10.0.0.1:5432/lethe, true",
    "postgresql://localhost.internal:5432/lethe, true",
    "postgresql://127.0.0.1.internal/lethe, true",
    "postgresql://localhost:5432/lethe, false",
    "postgresql://user@127.0.0.1/lethe, false",
    "postgresql://[::1]:5432/lethe, false",
    "postgresql:///lethe, false",
    "postgresql:///lethe?host=db.internal, true",
    "jdbc:postgresql://db.internal/lethe, true",
  })
  void connectionToAnotherHostIsInClearWithoutAModeThatEncrypts(String url, boolean clear) {
    assertThat(DatabaseTransport.inClear(url)).isEqualTo(clear);
  }
}
