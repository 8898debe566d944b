package io.lethe.act;

import io.lethe.crypto.Sha256;
import io.lethe.ledger.MerkleRoot;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.RetentionRule;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/** The event log of a run under a policy, from its journal, and the hashes that acts bind it by. */
@ApplicationScoped
class EventLog {

  private static final HexFormat HEX = HexFormat.of();

  private final EventLogStore journal;
  private final PolicyCatalog policies;

  EventLog(EventLogStore journal, PolicyCatalog policies) {
    this.journal = journal;
    this.policies = policies;
  }

  /** The lines, always in the same order. */
  Multi<LogLine> lines(UUID run, String policy) {
    return journal.entries(run, policy).map(entry -> line(policy, entry));
  }

  /** The file that is exported and hashed, line by line. */
  Multi<String> csv(UUID run, String policy) {
    return Multi.createBy()
        .concatenating()
        .streams(Multi.createFrom().item(LogLine.HEADER), lines(run, policy).map(LogLine::csv));
  }

  /** The hashes of the log, in constant memory. */
  Uni<Act.EventLog> bound(UUID run, String policy) {
    return csv(run, policy).collect().in(Hashes::new, Hashes::add).map(Hashes::bound);
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

  /** Hashes of what was added so far; the first line is the header. */
  private static final class Hashes {

    private static final int LINE_END = 2;

    private final MessageDigest file = Sha256.digest();
    private final MerkleRoot tree = new MerkleRoot();
    private long lines = -1;

    void add(String line) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      file.update(bytes);
      if (lines >= 0) {
        tree.add(Arrays.copyOf(bytes, bytes.length - LINE_END));
      }
      lines++;
    }

    Act.EventLog bound() {
      return new Act.EventLog(lines, HEX.formatHex(file.digest()), HEX.formatHex(tree.root()));
    }
  }
}
