package io.github.difyarms.component;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.arms.BakedFragment;
import io.github.difyarms.image.TreeQuery;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where what matters of dify-api's Python lies. One query for all of it: a layer is read once, and
 * of some 60,000 files in {@code site-packages} some hundreds are listed.
 */
final class PythonPlaces {
  static final String API = "/app/api";
  static final String VENV = API + "/.venv";
  static final String ENV_FILE = API + "/.env";

  /** What is added to an image; asked for to see that it is not there. */
  static final String ADDED = VENV + "/dify-arms";

  static final String OTEL_EXTENSION = API + "/extensions/ext_otel.py";

  private static final String TEN = "(" + String.join("|", BakedFragment.INSTRUMENTORS) + ")";
  private static final String V = Pattern.quote(VENV);
  private static final String SITE = V + "/lib/[^/]+/site-packages";
  private static final String METADATA = SITE + "/[^/]+\\.dist-info/METADATA";
  private static final String EGG_METADATA = SITE + "/[^/]+\\.egg-info(/PKG-INFO)?";
  private static final String RECORD =
      SITE + "/opentelemetry_instrumentation_" + TEN + "-[^/]*\\.dist-info/RECORD";

  /** Directories that are listed with all that is below them. */
  private static final String WHOLE =
      String.join(
          "|",
          V + "/(bin|etc|include|share)(/.*)?",
          SITE + "/opentelemetry/instrumentation/" + TEN + "(/.*)?",
          SITE + "/opentelemetry_instrumentation_" + TEN + "-[^/]*\\.dist-info(/.*)?");

  private static final Pattern LISTED_WHOLE = Pattern.compile(WHOLE, Pattern.DOTALL);

  private PythonPlaces() {}

  static TreeQuery query() {
    String listed =
        String.join(
            "|",
            BaseGlibc.PLACES,
            BaseGlibc.ABOVE,
            "/app(/api(/extensions)?)?",
            Pattern.quote(ENV_FILE),
            Pattern.quote(OTEL_EXTENSION),
            Pattern.quote(ADDED),
            V + "(/pyvenv\\.cfg|/lib(/[^/]+)?)?",
            SITE + "(/opentelemetry(/instrumentation)?)?",
            METADATA,
            EGG_METADATA,
            WHOLE);
    return new TreeQuery(
        AbsoluteUnixPath.get("/"), // with the C library, so that every layer is read once only
        listed,
        List.of(
            new TreeQuery.Kept(BaseGlibc.PLACES, BaseGlibc.MOST_BYTES),
            // Name and version stand in the first lines; a description of 100 kB may follow.
            new TreeQuery.Kept(METADATA + "|" + EGG_METADATA, 4 << 10),
            new TreeQuery.Kept(RECORD, 1 << 20),
            new TreeQuery.Kept(V + "/pyvenv\\.cfg", 16 << 10),
            new TreeQuery.Kept(Pattern.quote(ENV_FILE), 256 << 10),
            new TreeQuery.Kept(Pattern.quote(OTEL_EXTENSION), 256 << 10)));
  }

  /**
   * Returns whether everything at and below a path is listed, so that its absence says something.
   */
  static boolean listedWhole(String path) {
    return LISTED_WHOLE.matcher(path).matches();
  }
}
