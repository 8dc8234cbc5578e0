package io.github.difyarms.demo;

import java.util.List;

/**
 * One image of the demonstration.
 *
 * @param component id of the component that builds from it
 * @param name last part of its repository, as upstream's
 * @param tag its tag
 * @param miniature what lies there
 */
record DemoImage(String component, String name, String tag, MiniatureImages miniature) {
  static final List<DemoImage> ALL =
      List.of(
          new DemoImage("api", "dify-api", Demo.TAG, ended(MiniatureImages.builder())),
          new DemoImage(
              "plugin-daemon",
              "dify-plugin-daemon",
              Demo.TAG + "-local",
              ended(MiniatureImages.pluginDaemonLocal())),
          new DemoImage("sandbox", "dify-sandbox", Demo.TAG, ended(MiniatureImages.sandbox())));

  /** The images end with what they are for: a search finds it at once. */
  private static MiniatureImages ended(MiniatureImages.Builder image) {
    return image.odd(Oddity.NOTHING_ABOVE).build();
  }

  static DemoImage of(String component) {
    return ALL.stream()
        .filter(image -> image.component.equals(component))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(component));
  }

  String upstream() {
    return "langgenius/" + name;
  }

  String result() {
    return "demo/" + name;
  }
}
