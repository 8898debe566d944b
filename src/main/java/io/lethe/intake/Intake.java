package io.lethe.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads one object, an array, or an NDJSON stream, hands the items on in chunks and answers each.
 *
 * <p><b>Guarantee</b>: a bad item is answered alone; a stream is read with back-pressure and
 * constant memory, and its answer never waits for the client to read. When the answer has reached
 * its limit, the lines that follow are refused together, in one line before the summary.
 *
 * <p><b>Errors</b>: {@code MEDIA_TYPE}, {@code BODY_EMPTY}, {@code BODY_TOO_LARGE}, {@code
 * BODY_NOT_JSON}, {@code BODY_SHAPE}, {@code ITEMS_TOO_MANY} for the whole; {@code LINE_TOO_LONG},
 * {@code BODY_NOT_JSON}, {@code BODY_SHAPE} for an item; {@code STREAM_TOO_LONG} for the rest of a
 * stream.
 */
@ApplicationScoped
public class Intake {

  /** Newline-delimited JSON. */
  public static final String NDJSON = "application/x-ndjson";

  private static final int LONG_BODY = 64 * 1024;

  private final IntakeConfig config;
  private final ItemCodec codec;
  private final Vertx vertx;
  private final CurrentVertxRequest current;
  private final Consumer<Outcome> witness;

  @Inject
  Intake(IntakeConfig config, ItemCodec codec, Vertx vertx, CurrentVertxRequest current) {
    this(config, codec, vertx, current, outcome -> {});
  }

  private Intake(
      IntakeConfig config,
      ItemCodec codec,
      Vertx vertx,
      CurrentVertxRequest current,
      Consumer<Outcome> witness) {
    this.config = config;
    this.codec = codec;
    this.vertx = vertx;
    this.current = current;
    this.witness = witness;
  }

  /** The same intake that tells of every item's outcome, those that it decides itself too. */
  public Intake telling(Consumer<Outcome> to) {
    return new Intake(config, codec, vertx, current, to);
  }

  /**
   * Answers a request.
   *
   * @param handler gets the items of a chunk, all JSON objects, and answers each in their order
   */
  public Uni<Response> answer(
      HttpServerRequest request, Function<List<JsonNode>, Uni<List<Outcome>>> handler) {
    return answer(request, handler, end -> current.getCurrent().addEndHandler(end));
  }

  /** The same for a route that is no resource's. */
  public Uni<Response> answer(
      RoutingContext route, Function<List<JsonNode>, Uni<List<Outcome>>> handler) {
    return answer(route.request(), handler, route::addEndHandler);
  }

  /** A body, whole, within the limit of those that are no streams. */
  public Uni<Buffer> body(RoutingContext route) {
    return body(route.request());
  }

  private Uni<Response> answer(
      HttpServerRequest request,
      Function<List<JsonNode>, Uni<List<Outcome>>> handler,
      Consumer<Handler<AsyncResult<Void>>> atEnd) {
    String type =
        Optional.ofNullable(request.getHeader("Content-Type"))
            .map(header -> header.split(";", 2)[0].trim().toLowerCase(Locale.ROOT))
            .orElse("");
    return switch (type) {
      case MediaType.APPLICATION_JSON -> whole(request, handler);
      case NDJSON -> stream(request, handler, spool(atEnd));
      default ->
          Uni.createFrom()
              .failure(
                  new ServiceException(ErrorCode.MEDIA_TYPE, "send application/json or " + NDJSON));
    };
  }

  private Uni<Response> whole(
      HttpServerRequest request, Function<List<JsonNode>, Uni<List<Outcome>>> handler) {
    return body(request)
        .chain(this::items)
        .chain(
            items -> {
              boolean several = items.size() > config.chunk();
              return all(items, several ? survivable(handler) : handler);
            })
        .map(answers -> Response.ok(codec.whole(answers)).type(MediaType.APPLICATION_JSON).build());
  }

  /** A long body is read apart from the event loop, which others wait for. */
  private Uni<List<ItemCodec.Item>> items(Buffer body) {
    return body.length() < LONG_BODY
        ? Uni.createFrom().item(() -> codec.items(body))
        : vertx.executeBlocking(() -> codec.items(body), false);
  }

  private Uni<List<ObjectNode>> all(
      List<ItemCodec.Item> items, Function<List<JsonNode>, Uni<List<Outcome>>> handler) {
    return Multi.createFrom()
        .iterable(items)
        .group()
        .intoLists()
        .of(config.chunk())
        .onItem()
        .transformToUniAndConcatenate(chunk -> handle(chunk, handler))
        .collect()
        .asList()
        .map(chunks -> chunks.stream().flatMap(List::stream).toList());
  }

  /**
   * A handler whose failure refuses the items of its chunk: those of the chunks before are stored
   * and have to be answered.
   */
  private static Function<List<JsonNode>, Uni<List<Outcome>>> survivable(
      Function<List<JsonNode>, Uni<List<Outcome>>> handler) {
    return items ->
        Uni.createFrom()
            .deferred(() -> handler.apply(items))
            .onFailure()
            .recoverWithItem(
                failure ->
                    Collections.nCopies(items.size(), FailedPart.refusal(failure, items.size())));
  }

  private Uni<Buffer> body(HttpServerRequest request) {
    return bytes(request)
        .collect()
        .in(() -> new WholeBody(config.body()), WholeBody::add)
        .map(WholeBody::whole);
  }

  private Uni<Response> stream(
      HttpServerRequest request,
      Function<List<JsonNode>, Uni<List<Outcome>>> handler,
      AnswerSpool spool) {
    LineSplitter splitter = new LineSplitter(config.line());
    LineChunks chunks = new LineChunks(config.chunk(), config.body());
    Tally tally = new Tally();
    return bytes(request)
        .onItem()
        .transformToMultiAndConcatenate(
            piece -> Multi.createFrom().iterable(chunks.feed(splitter.feed(piece))))
        .onCompletion()
        .continueWith(() -> chunks.end(splitter.end()))
        .onItem()
        .transformToUniAndConcatenate(
            chunk ->
                spool.full()
                    ? tally.leave(chunk.size(), witness)
                    : handle(chunk.stream().map(codec::item).toList(), survivable(handler))
                        .invoke(answers -> answers.forEach(tally::count))
                        .chain(answers -> spool.write(codec.lines(answers))))
        .collect()
        .last()
        .chain(() -> spool.write(codec.end(tally.accepted(), tally.rejected(), tally.left())))
        .chain(spool::finish)
        .map(answer -> Response.ok(answer).type(NDJSON).build())
        .onFailure()
        .call(spool::close)
        .onCancellation()
        .call(spool::close);
  }

  /** A spool that is closed when the response has ended, or its connection has. */
  private AnswerSpool spool(Consumer<Handler<AsyncResult<Void>>> atEnd) {
    AnswerSpool spool = new AnswerSpool(vertx, config.answer(), config.spool());
    atEnd.accept(ended -> spool.close().subscribe().with(closed -> {}));
    return spool;
  }

  private static Multi<Buffer> bytes(HttpServerRequest request) {
    return io.vertx.mutiny.core.http.HttpServerRequest.newInstance(request)
        .toMulti()
        .map(io.vertx.mutiny.core.buffer.Buffer::getDelegate);
  }

  private Uni<List<ObjectNode>> handle(
      List<ItemCodec.Item> chunk, Function<List<JsonNode>, Uni<List<Outcome>>> handler) {
    List<JsonNode> good = new ArrayList<>(chunk.size());
    for (ItemCodec.Item item : chunk) {
      if (item.fault() == null) {
        good.add(item.json());
      }
    }
    Uni<List<Outcome>> handled =
        good.isEmpty() ? Uni.createFrom().item(List.of()) : handler.apply(good);
    return handled.map(
        outcomes -> {
          List<ObjectNode> answers = new ArrayList<>(chunk.size());
          int next = 0;
          for (ItemCodec.Item item : chunk) {
            Outcome outcome =
                item.fault() == null
                    ? outcomes.get(next++)
                    : Outcome.rejected(item.fault(), item.path());
            witness.accept(outcome);
            answers.add(codec.answer(item, outcome));
          }
          return answers;
        });
  }
}
