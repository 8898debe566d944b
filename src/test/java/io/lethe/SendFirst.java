package io.lethe;

import io.lethe.access.Role;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * A client that sends its whole request before it reads a byte of the answer, as many do.
 *
 * <p>Its receive buffer is small: an answer that the service began to write early would soon be
 * stuck.
 */
public final class SendFirst {

  private static final int RECEIVE_BUFFER = 16 * 1024;
  private static final int CHUNK = 64 * 1024;
  private static final int PATIENCE_MILLIS = 10 * 60 * 1000;

  private final InputStream in;

  private SendFirst(InputStream in) {
    this.in = in;
  }

  /** Posts lines of NDJSON and hands over the lines of the answer; fails unless it is a 200. */
  public static void post(
      RemoteApi api, Role role, String path, Iterator<String> lines, Consumer<String> answer)
      throws IOException {
    URI uri = URI.create(api.url());
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(RECEIVE_BUFFER);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
      send(socket.getOutputStream(), uri, path, api.token(role), lines);
      new SendFirst(new BufferedInputStream(socket.getInputStream())).receive(answer);
    }
  }

  private static void send(
      OutputStream out, URI uri, String path, String token, Iterator<String> lines)
      throws IOException {
    String head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n"
            .formatted(path, uri.getAuthority(), token);
    out.write(ascii(head));
    out.write(ascii("Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"));
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    while (lines.hasNext()) {
      chunk.writeBytes(lines.next().getBytes(StandardCharsets.UTF_8));
      chunk.write('\n');
      if (chunk.size() >= CHUNK || !lines.hasNext()) {
        out.write(ascii(Integer.toHexString(chunk.size()) + "\r\n"));
        chunk.writeTo(out);
        out.write(ascii("\r\n"));
        chunk.reset();
      }
    }
    out.write(ascii("0\r\n\r\n"));
    out.flush();
  }

  private void receive(Consumer<String> answer) throws IOException {
    String status = line();
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      chunked |= header.equalsIgnoreCase("Transfer-Encoding: chunked");
    }
    if (!status.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(status);
    }
    try (Lines lines = new Lines(answer)) {
      if (!chunked) {
        lines.take(in, Long.MAX_VALUE);
        return;
      }
      for (int size = size(); size > 0; size = size()) {
        lines.take(in, size);
        line();
      }
    }
  }

  private int size() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the answer ended early");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Cuts the body into lines. */
  private static final class Lines implements AutoCloseable {
    private final Consumer<String> to;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private Lines(Consumer<String> to) {
      this.to = to;
    }

    private void take(InputStream in, long bytes) throws IOException {
      for (long i = 0; i < bytes; i++) {
        int b = in.read();
        if (b < 0) {
          return;
        }
        if (b == '\n') {
          close();
        } else {
          line.write(b);
        }
      }
    }

    /** Hands over what was begun. */
    @Override
    public void close() {
      if (line.size() > 0) {
        to.accept(line.toString(StandardCharsets.UTF_8));
        line.reset();
      }
    }
  }
}
