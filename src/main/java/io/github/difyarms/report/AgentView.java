package io.github.difyarms.report;

import io.github.difyarms.model.PackedAgent;
import io.github.difyarms.model.PackedWheel;
import io.github.difyarms.model.PlatformResult;
import java.util.ArrayList;
import java.util.List;

/**
 * An agent that was put into an image, with its wheels.
 *
 * @param platform the platform of the image
 * @param name the agent
 * @param version its version
 * @param directory where it lies in the image
 * @param from where its tarball is from
 * @param sha256 hash of the tarball
 * @param python the Python it is for
 * @param index the package index
 * @param files number of its files
 * @param size their bytes
 * @param wheels every wheel
 */
record AgentView(
    String platform,
    String name,
    String version,
    String directory,
    String from,
    String sha256,
    String python,
    String index,
    int files,
    String size,
    List<WheelRow> wheels) {
  /** A wheel; those of the agent are marked. */
  record WheelRow(
      String name, String version, String file, String digest, String size, boolean ofAgent) {
    static WheelRow of(PackedWheel wheel) {
      return new WheelRow(
          wheel.name(),
          wheel.version(),
          wheel.filename(),
          wheel.digest().toString(),
          wheel.size() == 0 ? "" : Quantity.bytes(wheel.size()),
          wheel.ofAgent());
    }
  }

  int wheelCount() {
    return wheels.size();
  }

  static List<AgentView> of(List<PlatformResult> platforms) {
    List<AgentView> views = new ArrayList<>();
    for (PlatformResult platform : platforms) {
      for (PackedAgent agent : platform.agents()) {
        views.add(of(platform.platform().toString(), agent));
      }
    }
    return views;
  }

  private static AgentView of(String platform, PackedAgent agent) {
    return new AgentView(
        platform,
        agent.name(),
        agent.version(),
        agent.directory(),
        agent.address(),
        agent.sha256(),
        agent.python(),
        agent.index(),
        agent.files(),
        Quantity.bytes(agent.size()),
        agent.wheels().stream().map(WheelRow::of).toList());
  }
}
