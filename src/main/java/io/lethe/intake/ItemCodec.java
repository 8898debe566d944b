package io.lethe.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.intake.LineSplitter.Line;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items and answers as JSON; what {@link ItemJson} does not read is refused. */
@ApplicationScoped
class ItemCodec {

  /** Longest reference that is echoed, in characters. */
  private static final int LONGEST_REFERENCE = 256;

  /** A line is short: of one that has the values of several items it is said what is wrong. */
  private static final int ITEMS_OF_A_LINE = 8;

  private final JsonMapper json;
  private final JsonMapper line;
  private final int mostItems;

  ItemCodec(IntakeConfig config) {
    mostItems = config.items();
    json = ItemJson.of(config, mostItems);
    line = ItemJson.of(config, ITEMS_OF_A_LINE);
  }

  /** The items of a JSON body. */
  List<Item> items(Buffer body) {
    if (body.length() == 0) {
      throw new ServiceException(ErrorCode.BODY_EMPTY, "send an object or an array of objects");
    }
    try (JsonParser parser = json.createParser(body.getBytes())) {
      List<Item> items = items(parser);
      if (parser.nextToken() != null) {
        throw new IOException("text after the end");
      }
      return items;
    } catch (ServiceException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new ServiceException(
          ErrorCode.BODY_NOT_JSON, "the body is not well-formed JSON in UTF-8");
    }
  }

  /** Reads one element after the other, so that an array that is too long is not built first. */
  private List<Item> items(JsonParser parser) throws IOException {
    ObjectReader element = json.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new ServiceException(ErrorCode.BODY_EMPTY, "send an object or an array of objects");
    }
    if (first == JsonToken.START_OBJECT) {
      return List.of(item(alone(element.<JsonNode>readTree(parser))));
    }
    if (first != JsonToken.START_ARRAY) {
      throw new ServiceException(ErrorCode.BODY_SHAPE, "send an object or an array of objects");
    }
    List<Item> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (items.size() == mostItems) {
        throw new ServiceException(
            ErrorCode.ITEMS_TOO_MANY, "an array has at most " + mostItems + " items");
      }
      items.add(item(element.<JsonNode>readTree(parser)));
    }
    return items;
  }

  /** The item of a line. */
  Item item(Line line) {
    if (line.tooLong()) {
      return Item.bad(ErrorCode.LINE_TOO_LONG, "");
    }
    try {
      return item(alone(tree(line.bytes())));
    } catch (IOException e) {
      return Item.bad(ErrorCode.BODY_NOT_JSON, "");
    }
  }

  /** An item that may be sent on among others, in an array. */
  private static JsonNode alone(JsonNode item) throws IOException {
    if (Nesting.of(item) >= ItemJson.DEEPEST) {
      throw new IOException("nested too deeply");
    }
    return item;
  }

  /** A number whose exponent is beyond all bounds is met by an unchecked exception. */
  private JsonNode tree(byte[] text) throws IOException {
    try {
      return line.readTree(text);
    } catch (RuntimeException e) {
      throw new IOException("not JSON that can be represented", e);
    }
  }

  private static Item item(JsonNode node) {
    if (!node.isObject()) {
      return Item.bad(ErrorCode.BODY_SHAPE, "");
    }
    JsonNode reference = node.get("reference");
    boolean bad =
        reference != null
            && (!reference.isValueNode() || reference.asText().length() > LONGEST_REFERENCE);
    return bad ? Item.bad(ErrorCode.BODY_SHAPE, "reference") : new Item(node, null, "");
  }

  /** The answer to an item: its reference, its status, and what the outcome adds. */
  ObjectNode answer(Item item, Outcome outcome) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    JsonNode reference = item.json().get("reference");
    if (reference != null && reference.isValueNode() && !reference.isNull()) {
      answer.set("reference", reference);
    }
    if (outcome instanceof Outcome.Accepted accepted) {
      answer.put("status", "accepted");
      answer.setAll(accepted.answer());
    } else if (outcome instanceof Outcome.Rejected rejected) {
      answer.put("status", "rejected");
      answer.set("problem", problem(rejected));
    }
    return answer;
  }

  private static ObjectNode problem(Outcome.Rejected rejected) {
    ObjectNode problem = JsonNodeFactory.instance.objectNode();
    problem.put("code", rejected.code().name());
    problem.put("title", rejected.code().title());
    problem.put("status", rejected.code().status());
    ArrayNode violations = problem.putArray("violations");
    rejected
        .violations()
        .forEach(
            violation ->
                violations
                    .addObject()
                    .put("path", violation.path())
                    .put("code", violation.code())
                    .put("message", violation.message()));
    return problem;
  }

  static boolean accepted(ObjectNode answer) {
    return answer.get("status").textValue().equals("accepted");
  }

  /** The answer to a JSON body. */
  byte[] whole(List<ObjectNode> answers) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    long accepted = answers.stream().filter(ItemCodec::accepted).count();
    all.put("accepted", accepted);
    all.put("rejected", answers.size() - accepted);
    all.putArray("items").addAll(answers);
    return bytes(all);
  }

  /** Answers, a line each. */
  byte[] lines(List<ObjectNode> answers) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(answers.size() * 256);
    for (ObjectNode answer : answers) {
      lines.writeBytes(bytes(answer));
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  /**
   * The end of a stream: its summary, and before it the refusal of the lines that had no room.
   *
   * @param left lines at the end of the stream that are refused together
   */
  byte[] end(long accepted, long rejected, long left) {
    List<ObjectNode> last = new ArrayList<>();
    if (left > 0) {
      ObjectNode refusal = JsonNodeFactory.instance.objectNode();
      refusal.put("status", "rejected").put("lines", left);
      refusal.set("problem", problem(Outcome.rejected(ErrorCode.STREAM_TOO_LONG, "")));
      last.add(refusal);
    }
    ObjectNode summary = JsonNodeFactory.instance.objectNode();
    summary.putObject("summary").put("accepted", accepted).put("rejected", rejected);
    last.add(summary);
    return lines(last);
  }

  private byte[] bytes(ObjectNode node) {
    try {
      return json.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", e);
    }
  }

  /**
   * One item.
   *
   * @param json the object, or JSON null when there is a fault
   * @param fault why it cannot be handed on, or null
   * @param path where the fault is, empty for the whole
   */
  record Item(JsonNode json, @Nullable ErrorCode fault, String path) {

    private static Item bad(ErrorCode fault, String path) {
      return new Item(JsonNodeFactory.instance.nullNode(), fault, path);
    }

    /** Names no value. */
    @Override
    public String toString() {
      return "Item[fault=" + fault + "]";
    }
  }
}
