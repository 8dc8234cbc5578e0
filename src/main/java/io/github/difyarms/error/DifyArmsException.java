package io.github.difyarms.error;

import org.jspecify.annotations.Nullable;

/**
 * A stop that a person can act on: what went wrong, where, why, and what to do next.
 *
 * <p>The next step comes from the {@link ErrorCode}, so that every hint stands in one tested place.
 */
public final class DifyArmsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Texts from outside may have any length; nobody reads more of them than this. */
  private static final int MOST_SHOWN = 8_000;

  private final ErrorCode code;
  private final String what;
  private final String where;
  private final String why;

  /**
   * Creates the stop.
   *
   * @param code stable code, documented in {@code docs/errors.md}
   * @param what what is wrong, one sentence without a full stop
   * @param where the parameter, file, registry, repository or digest concerned
   * @param why the evidence: what was seen, or the other side's own words
   */
  public DifyArmsException(ErrorCode code, String what, String where, String why) {
    this(code, what, where, why, null);
  }

  /**
   * Creates the stop with the failure that led to it; the cause is shown only by {@code mvn -e}.
   *
   * @param code stable code, documented in {@code docs/errors.md}
   * @param what what is wrong, one sentence without a full stop
   * @param where the parameter, file, registry, repository or digest concerned
   * @param why the evidence: what was seen, or the other side's own words
   * @param cause the failure underneath, if there is one
   */
  public DifyArmsException(
      ErrorCode code, String what, String where, String why, @Nullable Throwable cause) {
    super(render(code, what, where, why), cause);
    this.code = code;
    this.what = what;
    this.where = where;
    this.why = why;
  }

  /** Returns the stable code. */
  public ErrorCode code() {
    return code;
  }

  /** Returns what is wrong, one sentence. */
  public String what() {
    return what;
  }

  /** Returns the parameter, file, registry, repository or digest concerned. */
  public String where() {
    return where;
  }

  /** Returns the evidence. */
  public String why() {
    return why;
  }

  private static String render(ErrorCode code, String what, String where, String why) {
    return code.id()
        + ": "
        + shown(what)
        + "\n  where: "
        + indent(where)
        + "\n  why:   "
        + indent(why)
        + "\n  next:  "
        + indent(code.next());
  }

  private static String indent(String text) {
    return shown(text.strip()).replace("\n", "\n         ");
  }

  private static String shown(String text) {
    return text.length() <= MOST_SHOWN
        ? text
        : text.substring(0, MOST_SHOWN)
            + "… ("
            + (text.length() - MOST_SHOWN)
            + " more characters)";
  }
}
