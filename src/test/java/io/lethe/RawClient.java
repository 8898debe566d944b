package io.lethe;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One HTTP/1.1 request on a socket of its own, sent whole before a byte of the answer is read. */
public final class RawClient implements AutoCloseable {

  private static final int PIECE = 64 * 1024;
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final OutputStream out;
  private String head = "";

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.out = new BufferedOutputStream(socket.getOutputStream(), PIECE);
  }

  /** Connects. */
  public static RawClient of(URI service) throws IOException {
    Socket socket = new Socket(service.getHost(), service.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new RawClient(socket);
  }

  /** The request line and these headers. */
  public void head(String path, String... headers) {
    head = "POST " + path + " HTTP/1.1\r\nHost: lethe\r\n" + String.join("\r\n", headers) + "\r\n";
  }

  /** Sends everything, the body of so many spaces. */
  public void body(long length, boolean saysItsLength) throws IOException {
    write(
        head
            + (saysItsLength
                ? "Content-Length: " + length + "\r\n\r\n"
                : "Transfer-Encoding: chunked\r\n\r\n"));
    String piece = " ".repeat(PIECE);
    for (long left = length; left > 0; left -= PIECE) {
      String some = left < PIECE ? " ".repeat((int) left) : piece;
      write(saysItsLength ? some : Integer.toHexString(some.length()) + "\r\n" + some + "\r\n");
    }
    if (!saysItsLength) {
      write("0\r\n\r\n");
    }
    out.flush();
  }

  /** Head and body of the answer, as far as it has come with the first bytes of its body. */
  public String answer() throws IOException {
    StringBuilder answer = new StringBuilder();
    byte[] some = new byte[PIECE];
    while (!answer.toString().contains("}")) {
      int read = socket.getInputStream().read(some);
      if (read < 0) {
        break;
      }
      answer.append(new String(some, 0, read, StandardCharsets.UTF_8));
    }
    return answer.toString();
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
