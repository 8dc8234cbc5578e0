package io.github.difyarms.report;

import io.github.difyarms.model.BuildResult;
import java.util.List;

/**
 * The report of a build for people: one HTML page that needs nothing but itself.
 *
 * <p>English, or Chinese where the browser prefers it; without a script it is English. Values are
 * escaped where they enter the page, and characters that would disorder it are shown ({@link
 * VisibleText}). The page's own policy forbids every request and every script but its own.
 */
public final class ReportPage {
  private ReportPage() {}

  /**
   * Returns the page.
   *
   * @param result what was built
   * @param deployFiles files to deploy with: paths relative to the report, with slashes
   */
  public static String of(BuildResult result, List<String> deployFiles) {
    return ReportTemplate.get().execute(ReportView.of(result, deployFiles));
  }
}
