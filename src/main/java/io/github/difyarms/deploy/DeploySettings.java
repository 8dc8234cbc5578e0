package io.github.difyarms.deploy;

import java.util.Optional;
import java.util.Set;

/**
 * What the deployment files need to know besides the images.
 *
 * @param difyVersion the Dify release, whose compose file has these services and not others
 * @param region the ARMS region that is reported to
 * @param namespace the Kubernetes namespace; that of the user's context when empty
 * @param secretName the Secret with the licence key
 * @param secretKey the key in that Secret
 * @param appNames what the parts are called in ARMS
 * @param workspace the workspace of Cloud Monitor 2.0; ARMS' own when empty
 * @param values the user's Helm values, which the variables are put into
 * @param processes the processes of dify-api that are monitored: {@code api}, {@code worker},
 *     {@code beat}
 */
public record DeploySettings(
    Optional<String> difyVersion,
    String region,
    Optional<String> namespace,
    String secretName,
    String secretKey,
    AppNames appNames,
    Optional<String> workspace,
    Optional<Values> values,
    Set<String> processes) {
  /** The Secret's name when none is given. */
  public static final String SECRET_NAME = "arms-license-key";

  /** The key in the Secret when none is given. */
  public static final String SECRET_KEY = "ARMS_LICENSE_KEY";

  /**
   * A file of Helm values.
   *
   * @param origin the file's name, for messages
   * @param text what is in it
   */
  public record Values(String origin, String text) {}

  /**
   * Checks every name.
   *
   * @throws io.github.difyarms.error.DifyArmsException {@link
   *     io.github.difyarms.error.ErrorCode#DEPLOY_NAME_INVALID}
   */
  public DeploySettings {
    Names.region("region", region);
    namespace.ifPresent(name -> Names.namespace("deploy.namespace", name));
    Names.object("deploy.secretName", secretName);
    Names.secretKey("deploy.secretKey", secretKey);
    workspace.ifPresent(name -> Names.label("deploy.workspace", name, Names.LABEL_LENGTH));
    processes = Set.copyOf(processes);
    values.ifPresent(HelmMerge::check);
  }

  /** Returns the defaults: only the server of dify-api is monitored. */
  public static DeploySettings of(String region) {
    return new DeploySettings(
        Optional.empty(),
        region,
        Optional.empty(),
        SECRET_NAME,
        SECRET_KEY,
        AppNames.vendors(),
        Optional.empty(),
        Optional.empty(),
        Set.of("api"));
  }

  /** Returns whether something that runs is monitored. */
  boolean monitors(Workload workload) {
    return workload.process().map(processes::contains).orElse(true);
  }
}
