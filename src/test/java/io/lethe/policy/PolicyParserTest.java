package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.lethe.crypto.Sha256;
import io.lethe.time.Calendars;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyParserTest {

  @Test
  void shortestDocumentTakesTheDocumentedDefaults() {
    // Given a document with nothing but what is needed
    String yaml = "policy: p\ntitle: P\nzone: Europe/Moscow\ncategories: {}\n";
    // When it is read
    PolicyDocument document = PolicyParser.parse(yaml).document().orElseThrow();
    // Then the stricter defaults hold
    assertThat(document.kAtLeast()).isEqualTo(5);
    assertThat(document.law()).containsExactly("ru-152-fz");
    assertThat(document.phoneRegion()).isEqualTo("ZZ");
    assertThat(document.actions()).isEqualTo(PolicyDocument.ACTIONS);
    assertThat(document.operator().complete()).isFalse();
    assertThat(document.effective()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\UFFFFFFFF", "\\U00110000"})
  void escapeOfNoCharacterIsNoYaml(String escape) {
    // When
    List<Finding> findings = PolicyParser.parse("policy: \"" + escape + "\"\n").findings();

    // Then
    assertThat(findings).extracting(Finding::code).containsExactly("YAML_INVALID");
  }

  @Test
  void rulesAndWorkingDaysAreBounded() {
    // Given
    String rule = "      - {from: last-activity, within: P9999BD, then: destroy}\n";
    String yaml =
        """
        policy: p
        title: P
        zone: Europe/Moscow
        categories:
          c:
            fields:
              f: {type: text, on-receipt: keep}
            retention:
        """;

    // When
    List<Finding> findings = PolicyParser.parse(yaml + rule.repeat(60)).findings();

    // Then
    assertThat(findings).extracting(Finding::code).contains("TERM_INVALID", "RULES_TOO_MANY");
    assertThat(findings)
        .filteredOn(finding -> finding.code().equals("RULES_TOO_MANY"))
        .extracting(Finding::path)
        .containsExactly("categories.c.retention[50]");
    assertThat(findings).hasSize(51);
  }

  @Test
  void everyMistakeIsOneFindingWithPathCodeAndLine() {
    // Given a document with twenty-one mistakes
    String yaml =
        """
        policy: "no spaces please"
        title: 7
        effective: 30.08.2025
        zone: Mars/Olympus
        residency: [XX]
        actions: [collect, forget]
        k-at-least: 1
        phone-region: Russia
        colour: red
        title: again
        purposes:
          account: {grounds: [whim]}
        recipients:
          somebody: {country: Britain, purposes: [account], needs: [luck]}
        categories:
          c:
            purposes: account
            quasi-identifiers: [absent]
            fields:
              f: {type: string, on-receipt: encrypt}
              g: {type: text, on-receipt: scramble}
              h: {type: text, on-receipt: encrypt, on-depersonalize: encrypt}
              h: {type: text, on-receipt: keep}
            retention:
              - {from: last-activity, keep: 1 year, then: destroy}
              - {from: last-activity, keep: P1Y, then: forget}
        """;
    // When it is read
    PolicyParser.Parsed parsed = PolicyParser.parse(yaml);
    // Then each is found, where it is
    assertThat(parsed.findings())
        .extracting(finding -> finding.path() + " " + finding.code() + " " + line(finding))
        .containsExactlyInAnyOrder(
            "policy NAME_INVALID 1",
            "title TYPE_WRONG 2",
            "effective VALUE_NOT_ALLOWED 3",
            "zone VALUE_NOT_ALLOWED 4",
            "residency[0] VALUE_NOT_ALLOWED 5",
            "actions[1] ACTION_UNKNOWN 6",
            "k-at-least VALUE_NOT_ALLOWED 7",
            "phone-region VALUE_NOT_ALLOWED 8",
            "colour KEY_UNKNOWN 9",
            "title KEY_DUPLICATE 10",
            "purposes.account.grounds[0] GROUND_UNKNOWN 12",
            "recipients.somebody.country VALUE_NOT_ALLOWED 14",
            "recipients.somebody.needs[0] VALUE_NOT_ALLOWED 14",
            "categories.c.purposes TYPE_WRONG 17",
            "categories.c.quasi-identifiers[0] FIELD_UNKNOWN 18",
            "categories.c.fields.f.type VALUE_NOT_ALLOWED 20",
            "categories.c.fields.g.on-receipt METHOD_UNKNOWN 21",
            "categories.c.fields.h.on-depersonalize METHOD_MISPLACED 22",
            "categories.c.fields.h KEY_DUPLICATE 23",
            "categories.c.retention[0].keep TERM_INVALID 25",
            "categories.c.retention[1].then VALUE_NOT_ALLOWED 26");
    assertThat(parsed.document()).isEmpty();
  }

  @Test
  void flagThatIsNotDeclaredIsAFinding() {
    // Given
    String yaml =
        """
        policy: p
        title: P
        zone: UTC
        flags: {agreed_upon: {clause: "1"}}
        categories:
          c:
            fields: {f: {type: text, on-receipt: keep}}
            retention:
              - {from: account-deleted, within: P6M, agreed: otherwise, then: destroy}
        """;
    // When and Then
    assertThat(PolicyParser.parse(yaml).findings())
        .extracting(finding -> finding.path() + " " + finding.code())
        .containsExactlyInAnyOrder(
            "flags.agreed_upon.value KEY_MISSING", "categories.c.retention[0].agreed FLAG_UNKNOWN");
  }

  @Test
  void mistakesOfTheTextAndGapsOfTheDocumentAreFoundTogether() {
    // Given a document with a mistake in one category and a gap in another
    String yaml =
        """
        policy: p
        title: P
        zone: UTC
        categories:
          broken: {fields: {f: {type: text, on-receipt: scramble}}}
          open: {purposes: [nothing], fields: {f: {type: text, on-receipt: keep}}}
        """;
    // When it is reviewed
    PolicyReview review = PolicyReview.of(yaml, Operator.UNKNOWN, new Calendars());
    // Then both are found, and the broken category is not accused of more
    assertThat(review.findings())
        .extracting(finding -> finding.code() + " " + finding.path())
        .containsExactly(
            "METHOD_UNKNOWN categories.broken.fields.f.on-receipt",
            "OPERATOR_INCOMPLETE operator",
            "PURPOSE_UNKNOWN categories.open.purposes[0]",
            "TERM_MISSING categories.open.retention");
    assertThat(review.document()).isEmpty();
  }

  @Test
  void hashIsTheOneOfTheBytes() {
    // Given a text, When it is hashed, Then it is SHA-256 in hexadecimal (FIPS 180-4 sample "abc")
    assertThat(Sha256.hex("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  static Stream<Arguments> strangeTexts() {
    String bomb =
        "a: &a [x,x,x,x,x,x,x,x]\n"
            + "b: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n"
            + "c: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n"
            + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\n"
            + "e: [*d,*d,*d,*d,*d,*d,*d,*d]\n";
    return Stream.of(
        Arguments.of("empty", "", "YAML_INVALID"),
        Arguments.of("comment", "# nothing", "YAML_INVALID"),
        Arguments.of("broken", "policy: [", "YAML_INVALID"),
        Arguments.of("tab", "policy:\n\t- a", "YAML_INVALID"),
        Arguments.of("binary", "policy: \u0000", "YAML_INVALID"),
        Arguments.of("two documents", "policy: p\n---\npolicy: q\n", "YAML_INVALID"),
        Arguments.of("unknown alias", "policy: *p", "YAML_INVALID"),
        Arguments.of("alias bomb", bomb, "YAML_INVALID"),
        Arguments.of("deep", "[".repeat(100_000), "DOCUMENT_TOO_LARGE"),
        Arguments.of("deep blocks", "? ".repeat(50_000), "DOCUMENT_TOO_LARGE"),
        Arguments.of("large", "#".repeat(YamlText.MAX_LENGTH + 1), "DOCUMENT_TOO_LARGE"),
        Arguments.of("scalar", "policy", "TYPE_WRONG"),
        Arguments.of("list", "[]", "TYPE_WRONG"),
        Arguments.of("recursive", "policy: &p\n  x: *p\n", "TYPE_WRONG"),
        Arguments.of("complex key", "? [a]\n: b\n", "TYPE_WRONG"),
        Arguments.of("java type", "policy: !!java.net.URL [\"http://x\"]", "TYPE_WRONG"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("strangeTexts")
  void strangeTextIsAFindingAndNothingWorse(String name, String yaml, String code) {
    // Given a text that is no policy
    // When it is read
    List<Finding> findings = PolicyParser.parse(yaml).findings();
    // Then that is found, with a line
    assertThat(findings).extracting(Finding::code).contains(code);
    assertThat(findings).allSatisfy(found -> assertThat(found.message()).startsWith("line "));
  }

  @Test
  void everyPrefixOfAPackIsReadWithoutFailure() {
    // Given a pack's text
    String yaml = PolicyPacks.yaml("sens");
    // When any beginning of it is reviewed, Then there are findings at worst
    for (int end = 0; end < yaml.length(); end += 97) {
      String prefix = yaml.substring(0, end);
      assertThatCode(() -> PolicyParser.parse(prefix)).doesNotThrowAnyException();
    }
  }

  @Test
  void findingsAreBounded() {
    // Given a document with more mistakes than anybody reads
    StringBuilder yaml = new StringBuilder("policy: p\n");
    for (int key = 0; key < 2_000; key++) {
      yaml.append("key").append(key).append(": 1\n");
    }
    // When it is read
    List<Finding> findings = PolicyParser.parse(yaml.toString()).findings();
    // Then the last finding says that there are more
    assertThat(findings).hasSize(501);
    assertThat(findings.get(500).code()).isEqualTo("FINDINGS_TOO_MANY");
  }

  private static String line(Finding finding) {
    return finding.message().substring("line ".length(), finding.message().indexOf(':'));
  }
}
