package io.lethe.act;

import io.lethe.document.Word;

/**
 * The words of acts on paper, in English and Russian.
 *
 * <p>Those that the content of acts has are known by their English text, which must stay as it is.
 */
enum ActWord implements Word {
  TITLE("Act of destruction of personal data", "Акт об уничтожении персональных данных"),
  SOURCE(
      "Roskomnadzor order 179 of 28.10.2022, points 3 to 5. Made by Lethe from the act's electronic"
          + " content; the hash below is of that content, and the ledger has it.",
      "Приказ Роскомнадзора от 28.10.2022 № 179, пункты 3–5. Документ составлен программой Lethe"
          + " по электронному содержанию акта, которое подтверждено хешем и записью в реестре."),
  ACT_OF("act %s", "акт %s"),

  ACT("Act", "Номер акта"),
  DATE("Date of the act", "Дата акта"),
  RUN("Run", "Номер прохода"),
  POLICY("Policy", "Политика"),
  PARTIES("Operator and persons responsible", "Оператор и ответственные лица"),
  OPERATOR("Operator", "Оператор"),
  ADDRESS("Operator's address", "Адрес оператора"),
  PROCESSOR(
      "Processor on the operator's behalf", "Лицо, обрабатывающее данные по поручению оператора"),
  RESPONSIBLE("Who destroyed", "Лицо, уничтожившее данные"),
  POSITION("Position", "Должность"),
  REQUESTED_BY("Asked for by", "Запустил проход"),
  DATA("Data and subjects", "Данные и субъекты"),
  SUBJECTS("Subjects", "Субъекты персональных данных"),
  BY_REFERENCE(
      "by reference: the event-log export of this act lists the subjects' keys",
      "по ссылке: ключи субъектов перечислены в выгрузке из журнала регистрации событий к этому"
          + " акту"),
  CATEGORIES("Categories of destroyed data", "Категории уничтоженных данных"),
  SYSTEM("Information system", "Информационная система"),
  PROCESSING("Processing", "Обработка"),
  AUTOMATED("automated", "автоматизированная"),
  MIXED(
      "mixed: automated, and by hand", "смешанная: автоматизированная и без средств автоматизации"),
  EVENT_LOG("SHA-256 of the event-log export", "SHA-256 выгрузки из журнала событий"),
  LOG_LINES("Lines of the export", "Строк в выгрузке"),
  LOG_ROOT("Merkle root over its lines", "Корень дерева Меркла по строкам"),

  DONE("Method, reason and time of destruction", "Способ, причина и время уничтожения"),
  NUMBER("No.", "№"),
  CATEGORY_AND_FIELDS("Category: fields", "Категория: поля"),
  ACTION_AND_METHOD("Action: method", "Действие: способ"),
  REASON("Reason", "Причина"),
  RECORDS("Records", "Записей"),
  PEOPLE("Subjects", "Субъектов"),
  FIRST_AND_LAST("First and last", "Начало и конец"),
  CLAUSE("clause %s", "пункт %s"),
  VERSION("version %d", "версия %d"),
  PROTECTED_BY("fields of version %d", "поля версии %d"),
  VERSIONS("Versions of the policy", "Версии политики"),
  VERSION_NAME("Version", "Версия"),
  HASH_OF_TEXT("SHA-256 of its text", "SHA-256 текста"),
  DESTROY("DESTROY", "Уничтожение"),
  DEPERSONALIZE("DEPERSONALIZE", "Обезличивание"),
  METHOD_REPLACED(
      "values that a rectification had replaced deleted; the record lives",
      "удалены значения, заменённые при уточнении; сама запись остаётся"),
  METHOD_TABLES(
      "time tables dropped as a whole; their ids are under timeTables",
      "временные таблицы удалены целиком; их границы указаны в перечне временных таблиц"),
  METHOD_ROWS(
      "rows and their indexes deleted; the data key, if any, with the last record",
      "строки и их индексы удалены; ключ данных, если он был, уничтожен с последней записью"),
  METHOD_DEPERSONALIZED(
      "depersonalized by the methods of the version that protected them; rows and indexes"
          + " deleted; the data key, if any, with the last record",
      "обезличено методами версии, которая защищала данные; строки и индексы удалены; ключ данных,"
          + " если он был, уничтожен с последней записью"),
  TERM_FROM("from %s", "с события «%s»"),
  TERM_KEPT(", kept %s", ", срок хранения %s"),

  COUNTS("Counts", "Количество записей"),
  SELECTED("Due", "Срок истёк"),
  DESTROYED("Destroyed", "Уничтожено"),
  DEPERSONALIZED("Depersonalized", "Обезличено"),
  HELD("Held", "Удержано запретом на уничтожение"),
  BLOCKED("Blocked", "Заблокировано"),
  FAILED("Failed", "Не удалось"),
  REPLACED("Replaced values deleted", "Удалено заменённых значений"),
  KEYS("Data keys destroyed", "Уничтожено ключей данных"),

  PAPER("Material media", "Материальные носители"),
  CATEGORY("Category", "Категория"),
  MEDIUM("Medium", "Носитель"),
  SHEETS("Sheets", "Листов"),
  BY_HAND("Method", "Способ"),
  WHEN("Date", "Дата"),
  WHO("Who destroyed it", "Кто уничтожил"),
  TO_DESTROY("To be destroyed by hand", "Подлежит уничтожению вручную"),
  DESTROYED_BY_HAND("Destroyed by hand", "Уничтожено вручную"),
  COMPLETE("Nothing is left to be destroyed by hand", "Всё уничтожено вручную"),

  KEPT("Due and kept", "Срок истёк, но данные сохранены"),
  RESTRAINT("Restraint", "Основание"),
  HOLD("HOLD", "Запрет на уничтожение"),
  BLOCK("BLOCK", "Блокирование"),
  OVER("Over", "Предмет"),
  AUTHORITY("Authority", "Кем установлено"),
  ENDS("Ends", "Окончание"),
  A_PERSON("a person", "субъект"),
  THE_POLICY("the policy", "политика"),
  THE_CATEGORY("the category", "категория"),

  TABLES("Time tables dropped as a whole", "Временные таблицы, удалённые целиком"),
  FROM_AND_UNTIL("Collected from, until", "Собрано с, до"),
  IDS("First and last id", "Первый и последний номер"),
  ROOT("Root over the ids", "Корень по номерам"),

  MEASURES("Measures of depersonalization", "Показатели обезличивания"),
  STAGE("Stage", "Этап"),
  BEFORE("BEFORE", "До"),
  AFTER("AFTER", "После"),
  ROWS("Rows", "Строк"),
  SUPPRESSED("Suppressed", "Подавлено"),
  CLASSES("Classes", "Классов"),
  UNIQUE("Unique", "Уникальных"),
  RISK("Risk", "Риск"),
  SAMPLED("Sampled", "Выборка"),

  READ_BACK("Read-back", "Проверка уничтожения"),
  LOOKED_AT("Looked for at", "Время проверки"),
  LOOKED_RECORDS("Records looked for", "Проверено записей"),
  LOOKED_TABLES("Time tables looked for", "Проверено временных таблиц"),
  LOOKED_KEYS("Data keys looked for", "Проверено ключей данных"),
  FOUND("Found", "Найдено"),
  STORE_INDEXES("indexes", "индексы"),
  STORE_KEYS("keys", "ключи данных"),
  STORE_RECORDS("records", "записи"),
  STORE_REPLACED("replaced", "заменённые значения"),
  STORE_TABLES("tables", "временные таблицы"),

  COPIES("Residual copies", "Остаточные копии"),
  STATEMENT("Statement", "Пояснение"),
  RESIDUAL(
      "Backups, replicas and the write-ahead log hold copies until they have aged out, and"
          + " dead rows until the database has vacuumed them;"
          + " destroyed data keys stay in backups of the keys as long. Where keys and data"
          + " share a database, no crypto-shredding is claimed.",
      "Копии остаются в резервных копиях, репликах и журнале предзаписи до истечения срока их"
          + " хранения, а удалённые строки — до очистки базы данных; уничтоженные ключи данных"
          + " столько же остаются в резервных копиях ключей. Если ключи и данные находятся в одной"
          + " базе данных, криптографическое уничтожение не заявляется."),
  GONE_BY("Backups gone by", "Резервные копии устареют к"),
  STATE("Copies by now", "Состояние копий"),
  LIVE_ERASED("LIVE_ERASED", "Уничтожено в рабочих базах, резервные копии ещё хранятся"),
  BACKUP_AGED_OUT("BACKUP_AGED_OUT", "Срок хранения резервных копий истёк"),

  HASH("SHA-256 of the act", "SHA-256 акта"),
  LEDGER("Ledger entry", "Запись реестра"),
  NOT_SEALED("not sealed yet", "ещё не запечатана"),
  ORIGIN("Checkpoint: origin", "Контрольная точка: источник"),
  SIZE("Checkpoint: size", "Контрольная точка: записей"),
  TREE_ROOT("Checkpoint: root", "Контрольная точка: корень"),
  SIGNED("Electronic signatures", "Электронные подписи"),
  SIGNED_HASH("SHA-256 of the signature", "SHA-256 подписи"),
  SIGNED_AT("Recorded", "Принята"),
  SIGNED_BY("Recorded by", "Кем принята"),
  CHECKED("Digest: check of the signature", "Хеш: проверка подписи"),
  VERIFIED("VERIFIED", "подпись верна"),
  NOT_CHECKED("NOT_CHECKED", "подпись не проверена"),
  SIGNED_NOTE(
      "The digest that was signed is that of the act. Whether the certificate can be trusted was not"
          + " judged.",
      "Подписанный хеш совпадает с хешем акта. Доверие к сертификату не проверялось.");

  private final String english;
  private final String russian;

  ActWord(String english, String russian) {
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
