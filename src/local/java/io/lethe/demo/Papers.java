package io.lethe.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import net.datafaker.Faker;

/** What the demo's people leave in each category. */
final class Papers {

  private final Faker faker;
  private final Map<String, Writer> writers =
      Map.ofEntries(
          Map.entry("sens/mandatory", Papers::mandatory),
          Map.entry("sens/optional", this::optional),
          Map.entry("sens/advertising_mailing", Papers::mailing),
          Map.entry("sens/request_file", this::requestFile),
          Map.entry("express/app_user", this::appUser),
          Map.entry("express/app_user_contacts", this::contact),
          Map.entry("express/website_user", this::websiteUser),
          Map.entry("express/newsletter_subscriber", Papers::email),
          Map.entry("express/website_visitor", this::visitor),
          Map.entry("mst_software/account", this::account),
          Map.entry("mst_software/conversation", this::conversation),
          Map.entry("mst_software/order_email", Papers::email),
          Map.entry("racurs/marketing_contact", Papers::email),
          Map.entry("racurs/service_log", this::serviceLog));

  Papers(Faker faker) {
    this.faker = faker;
  }

  /** Somebody. */
  Person person() {
    return Person.draw(faker);
  }

  /** The fields of a record that was collected then. */
  ObjectNode fields(String policy, String category, Person person, Instant at) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    writers.get(policy + "/" + category).write(fields, person, at);
    return fields;
  }

  private static void mandatory(ObjectNode fields, Person person, Instant at) {
    fields
        .put("first_name", person.firstName())
        .put("last_name", person.lastName())
        .put("date_of_birth", person.dateOfBirth().toString())
        .put("phone_number", person.phone())
        .put("email", person.email())
        .put("gender", person.gender())
        .put("country", "RU")
        .put("city", person.city());
  }

  private void optional(ObjectNode fields, Person person, Instant at) {
    fields
        .put("height", faker.number().numberBetween(150, 200))
        .put("weight", faker.number().numberBetween(45, 120))
        .put("has_children", faker.bool().bool())
        .put("profession", any("врач", "учитель", "инженер", "бухгалтер", "водитель", "повар"))
        .put("occupation", any("employed", "self-employed", "student", "retired", "homemaker"))
        .put("values_hobbies_interests", any("sport", "music", "books", "travel", "gardening"))
        .put("chat_text", any("Привет! Как прошли выходные?", "Увидимся в субботу в парке."));
  }

  private static void mailing(ObjectNode fields, Person person, Instant at) {
    fields.put("phone_number", person.phone()).put("email", person.email());
  }

  private void requestFile(ObjectNode fields, Person person, Instant at) {
    fields
        .put("first_name", person.firstName())
        .put("last_name", person.lastName())
        .put("phone_number", person.phone())
        .put("email", person.email())
        .put("identity_document_number", faker.numerify("#### ######"))
        .put("date_of_birth", person.dateOfBirth().toString())
        .put("registration_address", person.address());
  }

  private void appUser(ObjectNode fields, Person person, Instant at) {
    fields
        .put("nickname", person.firstName() + faker.number().numberBetween(1, 1_000))
        .put("mobile_phone_number", person.phone());
  }

  private void contact(ObjectNode fields, Person person, Instant at) {
    fields.put("contact_phone_number", faker.phoneNumber().cellPhone());
  }

  private void websiteUser(ObjectNode fields, Person person, Instant at) {
    fields
        .put("mobile_phone_number", person.phone())
        .put("email", person.email())
        .put("request_content", any("Прошу перезвонить.", "Сколько стоит лицензия на 50 мест?"));
  }

  private static void email(ObjectNode fields, Person person, Instant at) {
    fields.put("email", person.email());
  }

  private void visitor(ObjectNode fields, Person person, Instant at) {
    fields
        .put("access_datetime", at.toString())
        .put("activity", any("главная", "цены", "скачать"))
        .put("network_address", faker.internet().ipV4Address())
        .put("session_duration", faker.number().numberBetween(5, 3_600))
        .put("device_type", any("phone", "tablet", "computer"))
        .put("location", person.city());
  }

  private void account(ObjectNode fields, Person person, Instant at) {
    fields
        .put("name", person.firstName() + " " + person.lastName())
        .put("username", person.email().substring(0, person.email().indexOf('@')))
        .put("email", person.email())
        .put("billing_address", person.address());
  }

  private void conversation(ObjectNode fields, Person person, Instant at) {
    fields.put("conversation", any("Не приходит письмо с паролем.", "Спасибо, всё заработало!"));
  }

  private void serviceLog(ObjectNode fields, Person person, Instant at) {
    fields
        .put("action", any("login", "download", "logout"))
        .put("event_time", at.toString())
        .put("session_ref", faker.internet().uuid());
  }

  private String any(String... options) {
    return faker.options().option(options);
  }

  /** Writes the fields of one category. */
  private interface Writer {
    void write(ObjectNode fields, Person person, Instant at);
  }
}
