package io.lethe.policy;

import io.lethe.Api;
import io.lethe.QuietProfile;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(QuietProfile.class)
class LeasesDisabledResourceTest {

  @Test
  @ProducesCode(ErrorCode.LEASES_DISABLED)
  void nothingIsLeasedUnlessSomebodyTurnsItOn() {
    // When, Then
    Problems.isProblem(Api.post(Role.PRODUCT, "/leases"), ErrorCode.LEASES_DISABLED);
  }
}
