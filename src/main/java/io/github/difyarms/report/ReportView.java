package io.github.difyarms.report;

import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Product;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything the report's template shows, as texts and numbers.
 *
 * @param generator name and version of the plugin
 * @param names the components
 * @param platforms the platforms
 * @param upToDate whether no image needed anything
 * @param duration how long the build took
 * @param requests requests to registries
 * @param tokenRequests requests to token servers
 * @param received bytes read
 * @param sent bytes written
 * @param warnings the warnings
 * @param links the files to deploy with
 * @param images the images
 * @param timeLine what took time; none when it is not known (the template knows no optional)
 */
record ReportView(
    String generator,
    String names,
    String platforms,
    boolean upToDate,
    String duration,
    long requests,
    long tokenRequests,
    String received,
    String sent,
    List<String> warnings,
    List<Link> links,
    List<ImageView> images,
    List<TimeLine> timeLine) {
  /**
   * A link to a file beside the report.
   *
   * @param name the path as people read it
   * @param href a relative reference of ASCII characters
   */
  record Link(String name, String href) {
    /** The dot in front keeps {@code javascript:} a file's name and {@code //host} a path. */
    static Link to(String path) {
      try {
        return new Link(path, new URI(null, null, "./" + path, null).toASCIIString());
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException(path, e);
      }
    }
  }

  boolean hasWarnings() {
    return !warnings.isEmpty();
  }

  boolean hasLinks() {
    return !links.isEmpty();
  }

  static ReportView of(BuildResult result, List<String> deployFiles) {
    List<ImageView> images = new ArrayList<>();
    for (ComponentResult image : result.components()) {
      images.add(ImageView.of(images.size() + 1, image));
    }
    return new ReportView(
        Product.nameAndVersion(),
        String.join(", ", result.components().stream().map(ComponentResult::id).toList()),
        String.join(
            ", ",
            result.components().stream()
                .flatMap(image -> image.platforms().stream())
                .map(platform -> platform.platform().toString())
                .distinct()
                .toList()),
        result.components().stream().allMatch(ComponentResult::upToDate),
        Quantity.time(result.duration()),
        result.requests(),
        result.tokenRequests(),
        Quantity.bytes(result.bytesReceived()),
        Quantity.bytes(result.bytesSent()),
        result.warnings(),
        deployFiles.stream().map(Link::to).toList(),
        images,
        result.steps().isEmpty() ? List.of() : List.of(TimeLine.of(result)));
  }
}
