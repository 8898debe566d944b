package io.lethe.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Await;
import io.lethe.QuietProfile;
import io.lethe.Tokens;
import io.lethe.access.Role;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Clients that read late, or never. */
@QuarkusTest
@TestProfile(QuietProfile.class)
class StreamingClientTest {

  private static final byte[] LINE =
      ("{\"policy\":\"sens\",\"category\":\"mandatory\",\"subject\":\"u-1\","
              + "\"fields\":{\"gender\":\"f\",\"city\":\"Moscow\",\"country\":\"RU\"}}\n")
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] LONG_LINE =
      ("{\"policy\":\"sens\",\"category\":\"mandatory\",\"subject\":\"u-1\","
              + "\"fields\":{\"gender\":\"f\",\"country\":\"RU\",\"city\":\""
              + "x".repeat(QuietProfile.VALUE)
              + "\"}}\n")
          .getBytes(StandardCharsets.UTF_8);
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  @TestHTTPResource("/")
  URI service;

  @Test
  void clientThatSendsEverythingBeforeItReadsIsAnsweredWhole() throws IOException {
    // Given: more than what the sockets of both sides hold
    int lines = 60_000;
    try (Socket socket = open()) {
      send(socket, LINE, lines, true);

      // When
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .replaceAll("\r\n[0-9a-f]+\r\n", "");

      // Then
      assertThat(answer.substring(0, 12)).isEqualTo("HTTP/1.1 200");
      int accepted = answer.split("\"status\":\"accepted\"", -1).length - 1;
      assertThat(accepted).isEqualTo(lines);
      assertThat(answer.substring(answer.length() - 100))
          .contains("{\"summary\":{\"accepted\":" + lines + ",\"rejected\":0}}");
    }
    Await.until(StreamingClientTest::spools, List::isEmpty);
  }

  @Test
  void answerOfAClientThatGoesAwayIsGivenUp() throws IOException {
    // Given
    Path spool;
    try (Socket socket = open()) {
      send(socket, LINE, 2_000, false);
      spool = Await.until(StreamingClientTest::spools, found -> !found.isEmpty()).get(0);

      // When
      socket.setSoLinger(true, 0);
    }

    // Then
    Await.until(StreamingClientTest::spools, List::isEmpty);
    assertThat(spool).doesNotExist();
  }

  @Test
  void answersThatClientsLeaveUnreadAreGivenUp() throws IOException {
    for (int client = 0; client < 8; client++) {
      // Given: an answer that is being sent, and is longer than what the sockets of both sides hold
      try (Socket socket = open()) {
        send(socket, LONG_LINE, 6_000, true);
        assertThat(socket.getInputStream().read()).isEqualTo('H');

        // When
        socket.setSoLinger(true, 0);
      }
    }

    // Then
    Await.until(StreamingClientTest::spools, List::isEmpty);
  }

  private Socket open() throws IOException {
    Socket socket = new Socket(service.getHost(), service.getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void send(Socket socket, byte[] line, int lines, boolean whole)
      throws IOException {
    OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    String head =
        "POST /api/v1/transform HTTP/1.1\r\nHost: lethe\r\nConnection: close\r\n"
            + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"
            + ("Authorization: Bearer " + Tokens.of(Role.PRODUCT) + "\r\n\r\n");
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    byte[] size = (Integer.toHexString(line.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] end = "\r\n".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < lines; i++) {
      out.write(size);
      out.write(line);
      out.write(end);
    }
    if (whole) {
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    out.flush();
  }

  /** Spools that this process, which is also the service's, holds open. */
  private static List<Path> spools() {
    try (Stream<Path> files = Files.list(OPEN_FILES)) {
      return files
          .map(StreamingClientTest::target)
          .filter(path -> path.toString().contains("lethe-answer"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return link;
    }
  }
}
