package io.github.difyarms.testing;

import io.github.difyarms.python.AgentLook;
import io.github.difyarms.python.AgentTarball;
import io.github.difyarms.python.Agents;
import io.github.difyarms.python.Distribution;
import io.github.difyarms.python.TargetPython;
import io.github.difyarms.python.Wheel;
import io.github.difyarms.python.WheelSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Agents that are nowhere, for who never builds. */
public final class NoAgents implements Agents {
  @Override
  public AgentLook look() {
    return new AgentLook("nowhere", Optional.empty(), OptionalLong.empty());
  }

  @Override
  public AgentTarball provide() {
    throw new AssertionError("an agent was asked for");
  }

  @Override
  public Optional<WheelSet> kept(
      AgentTarball agent, TargetPython target, List<Distribution> installed) {
    return Optional.empty();
  }

  @Override
  public WheelSet resolve(AgentTarball agent, TargetPython target, List<Distribution> installed) {
    throw new AssertionError("wheels were asked for");
  }

  @Override
  public List<Path> files(AgentTarball agent, TargetPython target, WheelSet wheels) {
    throw new AssertionError("files were asked for");
  }

  @Override
  public List<Wheel> missing(WheelSet wheels) {
    return wheels.wheels();
  }

  @Override
  public String index() {
    return "no index";
  }
}
