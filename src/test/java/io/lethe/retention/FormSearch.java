package io.lethe.retention;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds thousands of forms in one pass over a text: at each place it compares only the forms with
 * the same beginning.
 */
final class FormSearch {

  /** A form and the value that it is a form of. */
  private record Form(String text, String value) {}

  private final Map<String, List<Form>> caseless;
  private final Map<String, List<Form>> exact;
  private final int beginning;

  private FormSearch(List<Form> caseless, List<Form> exact) {
    List<Form> all = new ArrayList<>(caseless);
    all.addAll(exact);
    this.beginning = all.stream().mapToInt(form -> form.text().length()).min().orElse(1);
    this.caseless = byBeginning(caseless);
    this.exact = byBeginning(exact);
  }

  static FormSearch of(Map<String, ValueForms> values) {
    List<Form> caseless = new ArrayList<>();
    List<Form> exact = new ArrayList<>();
    values.forEach(
        (value, forms) -> {
          forms.caseless().forEach(form -> caseless.add(new Form(form, value)));
          forms.exact().forEach(form -> exact.add(new Form(form, value)));
        });
    return new FormSearch(caseless, exact);
  }

  /** Those values that are in this text in some form, in their order. */
  List<String> in(String text) {
    Set<String> found = new TreeSet<>();
    add(found, text.toLowerCase(Locale.ROOT), caseless);
    add(found, text, exact);
    return List.copyOf(found);
  }

  private void add(Set<String> found, String text, Map<String, List<Form>> forms) {
    for (int i = 0; i + beginning <= text.length(); i++) {
      String begins = text.substring(i, i + beginning);
      for (Form form : forms.getOrDefault(begins, Collections.emptyList())) {
        if (text.startsWith(form.text(), i)) {
          found.add(form.value());
        }
      }
    }
  }

  private Map<String, List<Form>> byBeginning(List<Form> forms) {
    Map<String, List<Form>> by = new HashMap<>();
    for (Form form : forms) {
      by.computeIfAbsent(form.text().substring(0, beginning), begins -> new ArrayList<>())
          .add(form);
    }
    return by;
  }
}
