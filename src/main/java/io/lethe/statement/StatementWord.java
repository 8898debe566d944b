package io.lethe.statement;

import io.lethe.document.Word;

/**
 * The words of statements on paper, in English and Russian.
 *
 * <p>Those that the content of statements has are known by their English text, which must stay as
 * it is.
 */
enum StatementWord implements Word {
  TITLE(
      "Monthly statement on a policy of personal data",
      "Ежемесячный отчёт об исполнении политики обработки персональных данных"),
  SOURCE(
      "Made by Lethe from the statement's electronic content; the hash below is of that content, and"
          + " the ledger has it.",
      "Документ составлен программой Lethe по электронному содержанию отчёта, которое подтверждено"
          + " хешем и записью в реестре."),
  STATEMENT_OF("statement %s", "отчёт %s"),
  STATEMENT("Statement", "Номер отчёта"),
  POLICY("Policy", "Политика"),
  MONTH("Month", "Месяц"),
  FROM("From", "Начало периода"),
  UNTIL("Until, exclusive", "Конец периода, не включая"),
  MEASURED("Measured", "Время измерения"),
  WRITTEN("Written", "Составлен"),

  CATEGORIES("Records by category", "Записи по категориям"),
  CATEGORY("Category", "Категория"),
  DUE("Due", "Срок истёк"),
  DESTROYED_RECORDS("Destroyed", "Уничтожено"),
  DEPERSONALIZED_RECORDS("Depersonalized", "Обезличено"),
  REPLACED("Replaced values", "Заменённых значений"),
  LEFT("Left", "Осталось"),
  BEYOND("Beyond deadline", "Позже предела"),
  OLDEST("Due since", "Срок истёк с"),
  CATEGORIES_NOTE(
      "Due is what was destroyed, depersonalized and left. Replaced values are those that"
          + " rectifications had replaced, destroyed. Left is what was due by the end of the month and"
          + " was still there when it was measured; beyond deadline, what of it is past the longest"
          + " time that any rule allows; due since, since when the first of it is due.",
      "«Срок истёк» — уничтоженные, обезличенные и оставшиеся записи. «Заменённых значений» —"
          + " уничтожено значений, заменённых при уточнении. «Осталось» — записи, срок хранения которых"
          + " истёк до конца месяца и которые ещё имелись во время измерения; «позже предела» — те из"
          + " них, для которых прошёл самый долгий срок, допускаемый правилами; «срок истёк с» — когда"
          + " истёк срок самой ранней из них."),
  KEPT("Due and kept by holds and blocks", "Срок истёк, но данные сохранены"),
  RESTRAINT("Restraint", "Основание"),
  RESTRAINT_ID("Id", "Номер"),
  RECORDS("Records", "Записей"),
  HOLD("HOLD", "Запрет на уничтожение"),
  BLOCK("BLOCK", "Блокирование"),
  SET_ASIDE("Set aside: cannot be acted on", "Отложено: действие невозможно"),

  RESTRAINTS("Holds and blocks", "Запреты на уничтожение и блокирования"),
  HOLDS("Holds", "Запреты на уничтожение"),
  BLOCKS("Blocks", "Блокирования"),
  PLACED("Placed", "Установлено"),
  RELEASED("Released", "Снято"),
  IN_FORCE("In force at the end of the month", "Действует на конец месяца"),

  REQUESTS("Requests of persons", "Запросы субъектов"),
  RECEIVED("Received", "Получено"),
  ANSWERED("Answered", "Дан ответ"),
  ANSWERED_LATE("Of these, late", "Из них с нарушением срока"),
  OVERDUE("Overdue at the end of the month", "Просрочено на конец месяца"),
  OPEN(
      "Open requests at the end of the month, the first deadline first (1000 at most)",
      "Открытые запросы на конец месяца по порядку сроков (не более 1000)"),
  REQUEST("Request", "Номер запроса"),
  TYPE("Type", "Вид"),
  DEADLINE("Deadline", "Срок ответа"),
  IS_OVERDUE("Overdue", "Просрочен"),
  ACCESS("ACCESS", "Сведения об обработке и копия данных"),
  RECTIFY("RECTIFY", "Уточнение"),
  RESTRICT("RESTRICT", "Ограничение обработки"),
  STOP_PROCESSING("STOP_PROCESSING", "Прекращение обработки"),
  STOP_UNLAWFUL("STOP_UNLAWFUL", "Прекращение неправомерной обработки"),
  WITHDRAW_CONSENT("WITHDRAW_CONSENT", "Отзыв согласия"),
  DESTROY("DESTROY", "Уничтожение"),
  DESTROY_UNLAWFUL("DESTROY_UNLAWFUL", "Уничтожение неправомерно обрабатываемых данных"),
  DISCLOSURES("DISCLOSURES", "Сведения о передаче третьим лицам"),
  PORTABILITY("PORTABILITY", "Передача данных другому оператору"),
  OPT_OUT("OPT_OUT", "Отказ от рассылок"),
  OTHER("OTHER", "Иное"),

  INCIDENTS("Incidents", "Инциденты"),
  NOTED("Noted", "Зарегистрировано"),
  CLOSED("Closed", "Закрыто"),
  LATE_NOTICES(
      "Notices to the regulator that were late, or were not sent",
      "Уведомлений регулятору, не направленных в срок"),

  RESULTS("Results of depersonalization", "Результаты обезличивания"),
  OPERATION("Operation", "Операция"),
  TIMES("Times", "Раз"),
  ROWS("Rows", "Строк"),
  DEPERSONALIZED("DEPERSONALIZED", "Обезличено"),
  READ("READ", "Чтение"),
  EXPORTED("EXPORTED", "Передача третьим лицам"),
  DESTROYED("DESTROYED", "Уничтожено"),

  ORIGINALS("Re-identification", "Восстановление исходных значений"),
  REIDENTIFICATIONS("Times that originals were asked for", "Обращений за исходными значениями"),
  KEY_JOBS("Key jobs completed", "Завершённые операции с ключами"),
  COUNT("Count", "Количество"),
  ROTATE("ROTATE", "Смена версии ключа"),
  REWRAP("REWRAP", "Перешифрование новой версией ключа"),

  ACTS("Acts of the month", "Акты за месяц"),
  CREATED("Created", "Составлен"),
  ACT("Act", "Номер акта"),
  ACT_HASH("SHA-256 of the act", "SHA-256 акта"),

  HASH("SHA-256 of the statement", "SHA-256 отчёта"),
  HASH_NOTE(
      "It is that of the bytes that %s answers as application/json.",
      "Хеш вычислен по байтам ответа %s в формате application/json.");

  private final String english;
  private final String russian;

  StatementWord(String english, String russian) {
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
