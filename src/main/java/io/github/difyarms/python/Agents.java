package io.github.difyarms.python;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The agent that a build puts into images, and the wheels that go with it. */
public interface Agents {
  /**
   * Asks whether the agent of an earlier build still is the one; downloads nothing. With a hash
   * that is in the cache nobody is asked.
   *
   * @throws io.github.difyarms.error.DifyArmsException when the address refuses, or does not answer
   *     and no earlier one is here
   */
  AgentLook look();

  /**
   * Returns the agent, downloaded if need be and compared with the hash it should have.
   *
   * @throws io.github.difyarms.error.DifyArmsException when it cannot be had, or is no agent
   */
  AgentTarball provide();

  /**
   * Returns the wheels that are pinned, or that an earlier build settled for the very same agent,
   * Python, installed distributions and index, unless all is looked at anew; asks nobody.
   *
   * @param installed what the image has and what must not be contradicted
   */
  Optional<WheelSet> kept(AgentTarball agent, TargetPython target, List<Distribution> installed);

  /**
   * Returns the wheels, settled now if nothing is kept.
   *
   * @param installed what the image has and what must not be contradicted
   * @throws io.github.difyarms.error.DifyArmsException when no wheels fit together, naming what the
   *     agent wants, what the image has and what would be taken without it; when the index does not
   *     answer; when this machine has no Python
   */
  WheelSet resolve(AgentTarball agent, TargetPython target, List<Distribution> installed);

  /**
   * Returns the wheels as files, each with the hash it should have, in the order of the set.
   *
   * @throws io.github.difyarms.error.DifyArmsException when one cannot be had or has another hash
   */
  List<Path> files(AgentTarball agent, TargetPython target, WheelSet wheels);

  /** Returns the wheels of the index that are not here yet; asks nobody. */
  List<Wheel> missing(WheelSet wheels);

  /** Returns where wheels are taken from, without secrets: for people. */
  String index();
}
