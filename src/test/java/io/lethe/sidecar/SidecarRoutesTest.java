package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarRoutesTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "::ffff:127.0.0.1"})
  void podIsAnswered(String address) {
    assertThatCode(() -> SidecarRoutes.requireLocal(SocketAddress.inetSocketAddress(8081, address)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.7", "0.0.0.0", "192.168.1.1", "fe80::1", "127.0.0.6", "127.8.8.8"})
  @ProducesCode(ErrorCode.NOT_LOCAL)
  void nobodyElseIs(String address) {
    assertThatThrownBy(
            () -> SidecarRoutes.requireLocal(SocketAddress.inetSocketAddress(8081, address)))
        .satisfies(Problems.carries(ErrorCode.NOT_LOCAL));
  }
}
