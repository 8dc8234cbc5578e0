package io.github.difyarms.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Platform;
import java.util.List;

/** What makes a miniature the image of one part of Dify. */
sealed interface MiniaturePart permits ApiPart, PluginDaemonPart, SandboxPart {
  /** Returns the layer above the base system. */
  MiniatureLayer directories(MiniatureShape shape, Platform platform);

  /** Returns the three topmost layers, lowest first. */
  List<MiniatureLayer> upper(MiniatureShape shape, Platform platform);

  /** Returns how the image is run: a config's {@code config}, with its {@code Env}. */
  ObjectNode run();

  /** Returns the last lines of the history, which belong to no layer. */
  List<String> closing();
}
