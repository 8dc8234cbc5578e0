package io.github.difyarms.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The plugin's own name and version, as it writes them into scripts, labels and reports. */
public final class Product {
  /** The plugin's name. */
  public static final String NAME = "dify-arms-maven-plugin";

  /** The prefix of its image labels. */
  public static final String LABEL_PREFIX = "io.github.difyarms.";

  private Product() {}

  /** Returns the version of the running plugin. */
  public static String version() {
    Properties properties = new Properties();
    try (InputStream in = Product.class.getResourceAsStream("plugin.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "unknown");
  }

  /** Returns name and version: {@code dify-arms-maven-plugin 0.1.0}. */
  public static String nameAndVersion() {
    return NAME + " " + version();
  }
}
