package io.github.difyarms.mojo;

import io.github.difyarms.arms.Regions;
import io.github.difyarms.deploy.AppNames;
import io.github.difyarms.deploy.DeploySettings;
import io.github.difyarms.entrypoint.Process;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the {@code deploy.*} parameters into what the deployment files need to know. */
final class DeployParameters {
  /** Values are written by people; a larger file is something else. */
  private static final long LARGEST = 16 << 20;

  private DeployParameters() {}

  /**
   * Returns the settings; call it before anything is built, so that a misspelt name costs nothing.
   *
   * @param directory what the path of the Helm values is relative to
   */
  static DeploySettings settings(Parameters parameters, Path directory) {
    return new DeploySettings(
        parameters.text("difyVersion"),
        Regions.parse(parameters.textOrDefault("region")).id(),
        parameters.text("deploy.namespace"),
        parameters.textOrDefault("deploy.secretName"),
        parameters.textOrDefault("deploy.secretKey"),
        AppNames.of(names(parameters)),
        parameters.text("deploy.workspace"),
        parameters.path("deploy.valuesFile", directory).map(DeployParameters::values),
        parameters.list("api.processes").stream()
            .map(id -> Process.parse(id).id())
            .collect(Collectors.toSet()));
  }

  private static Map<String, String> names(Parameters parameters) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String item : parameters.list("deploy.appNames")) {
      int equals = item.indexOf('=');
      if (equals < 1) {
        throw Parameters.invalid(
            "deploy.appNames", item, "it takes COMPONENT=NAME, for example api=dify-api");
      }
      String component = item.substring(0, equals).strip();
      if (names.put(component, item.substring(equals + 1).strip()) != null) {
        throw Parameters.invalid("deploy.appNames", item, "this component has a name already");
      }
    }
    return names;
  }

  private static DeploySettings.Values values(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw unreadable(file, "it has more than " + (LARGEST >> 20) + " MB", null);
      }
      // Strictly UTF-8: a file in another encoding would come out damaged.
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
      return new DeploySettings.Values(file.toString(), text);
    } catch (IOException e) {
      throw unreadable(file, e.toString(), e);
    }
  }

  private static DifyArmsException unreadable(Path file, String why, @Nullable Throwable cause) {
    return new DifyArmsException(
        ErrorCode.INPUT_UNREADABLE,
        "the Helm values cannot be read",
        file + " (-Ddify-arms.deploy.valuesFile)",
        why,
        cause);
  }
}
