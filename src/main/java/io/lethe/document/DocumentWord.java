package io.lethe.document;

/** The words of all documents. */
public enum DocumentWord implements Word {
  PAGE("page %d of %d", "страница %d из %d"),
  NOT_SAID("not stated", "не указано"),
  NONE("none", "нет"),
  YES("yes", "да"),
  NO("no", "нет"),
  PROOF("Integrity", "Подтверждение целостности"),
  SIGNING("Signature", "Подпись"),
  FULL_NAME("full name", "фамилия, имя, отчество"),
  POSITION("position", "должность"),
  SIGNATURE("signature", "подпись"),
  DATE("date", "дата");

  private final String english;
  private final String russian;

  DocumentWord(String english, String russian) {
    this.english = english;
    this.russian = russian;
  }

  @Override
  public String english() {
    return english;
  }

  @Override
  public String russian() {
    return russian;
  }
}
