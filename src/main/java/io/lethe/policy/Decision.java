package io.lethe.policy;

import java.util.List;
import java.util.Optional;

/** What a question is answered. */
public sealed interface Decision {

  /** Why. */
  DecisionCode code();

  /** The policy's own reference of what decided, or empty. */
  String clause();

  /** Why, in a sentence that names only what the policy declares. */
  String reason();

  /**
   * Allowed.
   *
   * @param grounds that the purpose rests on: of a person, the living ones; else the declared ones
   * @param recipient of a transfer
   * @param consent whether the recipient needs the subject's consent, as far as it is not known yet
   */
  record Permitted(
      PolicyVersion version,
      Category category,
      Purpose purpose,
      List<Ground> grounds,
      Optional<Recipient> recipient,
      boolean consent)
      implements Decision {

    public Permitted {
      grounds = List.copyOf(grounds);
    }

    @Override
    public DecisionCode code() {
      return DecisionCode.PERMITTED;
    }

    @Override
    public String clause() {
      return recipient.map(Recipient::clause).orElse(purpose.clause());
    }

    @Override
    public String reason() {
      List<String> names = grounds.stream().map(Ground::label).toList();
      return names.isEmpty()
          ? "needs no ground"
          : "purpose " + purpose.name() + " rests on " + String.join(", ", names);
    }

    /** The same on these grounds, with nothing left to ask. */
    public Permitted on(List<Ground> living) {
      return new Permitted(version, category, purpose, living, recipient, false);
    }
  }

  /** Denied. */
  record Denied(DecisionCode code, String clause, String reason) implements Decision {

    static Denied of(DecisionCode code, String clause) {
      return new Denied(code, clause, code.title());
    }
  }

  /** Denied, for what no clause decides. */
  static Denied denied(DecisionCode code) {
    return Denied.of(code, "");
  }
}
