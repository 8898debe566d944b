package io.lethe.act;

import io.lethe.crypto.Sha256;
import io.lethe.ledger.MerkleRoot;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.RetentionRule;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** The event log of a run under a policy, from its journal, and the hashes that acts bind it by. */
@ApplicationScoped
class EventLog {

  private static final HexFormat HEX = HexFormat.of();

  private final EventLogStore journal;
  private final PolicyCatalog policies;
  private final Vertx vertx;

  EventLog(EventLogStore journal, PolicyCatalog policies, Vertx vertx) {
    this.journal = journal;
    this.policies = policies;
    this.vertx = vertx;
  }

  /** The lines, always in the same order. */
  Multi<LogLine> lines(UUID run, String policy) {
    return journal
        .entries(run, policy)
        .map(entries -> lines(policy, entries))
        .onItem()
        .<LogLine>disjoint();
  }

  /** The file that is exported and hashed, line by line. */
  Multi<String> csv(UUID run, String policy) {
    return Multi.createBy()
        .concatenating()
        .streams(Multi.createFrom().item(LogLine.HEADER), lines(run, policy).map(LogLine::csv));
  }

  private List<LogLine> lines(String policy, List<EventLogStore.Entry> entries) {
    return entries.stream().map(entry -> line(policy, entry)).toList();
  }

  /** The hashes of the log, in constant memory, beside the event loop. */
  Uni<Act.EventLog> bound(UUID run, String policy) {
    return Uni.createFrom()
        .item(Hashes::new)
        .chain(
            hashes ->
                journal
                    .entries(run, policy)
                    .onItem()
                    .transformToUniAndConcatenate(
                        entries ->
                            vertx.executeBlocking(() -> hashes.add(lines(policy, entries)), false))
                    .collect()
                    .last()
                    .map(done -> hashes.bound()));
  }

  private LogLine line(String policy, EventLogStore.Entry entry) {
    RetentionRule rule =
        policies
            .version(policy, entry.policyVersion())
            .document()
            .categories()
            .get(entry.category())
            .rule(entry.rule());
    return new LogLine(
        entry.record(),
        entry.subject(),
        policy,
        entry.category(),
        entry.action(),
        "from " + rule.from() + ", clause " + rule.clause() + wholly(entry),
        entry.at());
  }

  private static String wholly(EventLogStore.Entry entry) {
    return entry.table() == null ? "" : ", with the time table of ids from " + entry.table();
  }

  /** Hashes of the header and of what was added so far. */
  private static final class Hashes {

    private static final int LINE_END = 2;

    private final MessageDigest file = Sha256.digest();
    private final MerkleRoot tree = new MerkleRoot();
    private long lines;

    private Hashes() {
      file.update(LogLine.HEADER.getBytes(StandardCharsets.UTF_8));
    }

    long add(List<LogLine> page) {
      for (LogLine line : page) {
        byte[] bytes = line.csv().getBytes(StandardCharsets.UTF_8);
        file.update(bytes);
        tree.add(Arrays.copyOf(bytes, bytes.length - LINE_END));
        lines++;
      }
      return lines;
    }

    Act.EventLog bound() {
      return new Act.EventLog(lines, HEX.formatHex(file.digest()), HEX.formatHex(tree.root()));
    }
  }
}
