package io.lethe.subject;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a decision knows of a subject, as one statement saw it.
 *
 * @param key Lethe's key of it, if there is data of it
 * @param tombstone if it was destroyed before
 * @param blocked whether a block is in force over the subject, the category or the policy
 * @param oldest when the oldest record of the category was collected, if there is one
 * @param clock of the newest record of the category, with every event that grounds go by
 */
record SubjectFacts(
    Optional<UUID> key,
    Optional<Tombstone> tombstone,
    boolean blocked,
    Optional<Instant> oldest,
    ClockFacts clock) {}
