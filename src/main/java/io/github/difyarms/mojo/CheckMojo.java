package io.github.difyarms.mojo;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.lock.CheckJson;
import io.github.difyarms.lock.Comparison;
import io.github.difyarms.lock.Comparison.Status;
import io.github.difyarms.lock.Lock;
import io.github.difyarms.lock.LockFile;
import io.github.difyarms.lock.LockTable;
import io.github.difyarms.lock.RenewCommand;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.toolchain.Host;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Says whether upstream, tools or configuration have moved since the lock was written. */
@Mojo(name = "check", requiresProject = false, threadSafe = true)
final class CheckMojo extends AbstractServiceMojo {
  @Inject
  CheckMojo(SettingsDecrypter decrypter) {
    super(decrypter);
  }

  @Override
  void run(Parameters parameters, Invocation invocation) throws IOException {
    boolean json = Logs.json(parameters);
    List<String> notes = Collections.synchronizedList(new ArrayList<>());
    try (BuildLog shown =
        json ? collecting(notes) : Logs.of(parameters, getLog(), session(), System.getenv())) {
      LockFile file = LockParameters.file(parameters, invocation.directory());
      Lock locked = file.require("check compares with it");
      Comparison comparison = compare(parameters, invocation, locked, shown);
      RenewCommand command = LockParameters.command(session().getUserProperties());
      List<Comparison.Item> failing =
          parameters.flag("check.failOnNewer")
              ? comparison.changed()
              : comparison.with(Status.MOVED, Status.MISSING);
      if (json) {
        JsonOutput.print(CheckJson.of(comparison, failing, notes, command));
      } else {
        LockTable.comparison(comparison).forEach(shown::message);
        shown.message(LockTable.verdict(comparison));
      }
      if (!failing.isEmpty()) {
        throw new DifyArmsException(
            ErrorCode.LOCK_MOVED,
            "not everything is as it was locked",
            file.path().toString(),
            LockTable.lines(failing) + "to accept all of it: " + command.of(failing));
      }
    }
  }

  private Comparison compare(
      Parameters parameters, Invocation invocation, Lock locked, BuildLog log) throws IOException {
    Requests requests = new Requests(parameters, invocation, System.getenv());
    Opening opening =
        opening(parameters, invocation, log, requests.parts())
            .withLicenseKey(LockMojo.NO_KEY)
            .looking(true)
            .heldTo(LockUse.ofNewLook());
    try (Service service = Service.open(opening)) {
      Lock now =
          Lock.of(
              service.plan(requests.local(requests.parts(), requests.platforms())),
              LockParameters.agents(parameters));
      Optional<ToolHashes> tools = service.toolHashes();
      if (tools.isPresent()) {
        now = withTools(now, locked, tools.get(), LockParameters.hosts(parameters, locked.hosts()));
      }
      return Comparison.of(locked, now, LockParameters.choosesGo(parameters));
    }
  }

  /** The hashes of Go are those of the locked versions: whether the same is published still. */
  private static Lock withTools(Lock planned, Lock locked, ToolHashes tools, List<Host> hosts) {
    Lock now = planned;
    for (Host host : hosts) {
      now = now.instgo(host.name()).isPresent() ? now : tools.withHash(now, host);
    }
    Map<String, String> go = locked.go();
    return tools.withGo(
        now,
        planned.components().stream()
            .filter(go::containsKey)
            .map(go::get)
            .collect(Collectors.toCollection(TreeSet::new)),
        hosts);
  }

  /** One document and nothing else: what would be told goes into it. */
  private static BuildLog collecting(List<String> notes) {
    return new BuildLog() {
      @Override
      public void note(String text) {
        notes.add(text);
      }

      @Override
      public void warning(String text) {
        notes.add(text);
      }
    };
  }
}
