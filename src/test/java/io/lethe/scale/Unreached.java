package io.lethe.scale;

import static java.util.Map.entry;

import java.util.Map;

/** Classes with statements that a usual day does not reach, and when they are. */
final class Unreached {

  static final Map<String, String> CLASSES =
      Map.ofEntries(
          entry("ActExpiryStore", "acts of three years ago"),
          entry("AheadStore", "a backlog that is spread over days"),
          entry("BrakeStore", "a share of more than a thousand records"),
          entry("GateStore", "the activity of a restored database was sent again"),
          entry("GoingLogStore", "event logs of acts of three years ago"),
          entry("IncidentStore", "persons named by an incident"),
          entry("OrphanStore", "a data key that no person's category has"),
          entry("RecordExposures", "a compromised version of a key"),
          entry("RecomputeRows", "a calendar under replaced values has changed"),
          entry("ReplacedTerms", "a calendar under replaced values has changed"),
          entry("ReplayStore", "a restored database"),
          entry("RequeueStore", "a restraint ended by its day, with something due under it"),
          entry("RestoredKeys", "a restored database"),
          entry("RestoredRuns", "a restored database"),
          entry("RingCheckStore", "a start with other keys"),
          entry("RingStore", "the tables of the keys alone"),
          entry("SetAside", "a record that fails again and again"),
          entry("StatementFacts", "a month has ended"),
          entry("SweepStore", "a due date that is later than the truth"),
          entry("TableReplay", "a restored database"),
          entry("TaskRecords", "third parties that have to be told"));

  private Unreached() {}
}
