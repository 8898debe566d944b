package io.lethe.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lethe.RemoteApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Something that answers as a test tells it to, in the place of the central service. */
final class CentreDouble implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private volatile Headers headers = new Headers();
  private volatile Function<Call, Answer> answers = call -> new Answer(200, "{\"items\":[]}");

  private CentreDouble(HttpServer server) {
    this.server = server;
  }

  static CentreDouble start() throws IOException {
    CentreDouble centre =
        new CentreDouble(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    centre.server.setExecutor(centre.threads);
    centre.server.createContext("/", centre::handle);
    centre.server.start();
    return centre;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers calls so from now on. */
  void answer(Function<Call, Answer> with) {
    answers = with;
  }

  List<Call> calls() {
    return calls;
  }

  /** Headers of the last call. */
  Headers headers() {
    return headers;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Call call =
        new Call(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders().getFirst("Authorization"),
            body);
    headers = exchange.getRequestHeaders();
    calls.add(call);
    Answer answer = answers.apply(call);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("X-Centre", "yes");
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** What was called; the path with its query. */
  record Call(String method, String path, String authorization, String body) {

    JsonNode json() {
      return RemoteApi.read(body);
    }
  }

  /** What is answered. */
  record Answer(int status, String body) {

    /** An answer to each item. */
    static Answer items(List<String> items) {
      return new Answer(200, "{\"items\":[" + String.join(",", items) + "]}");
    }
  }
}
