package io.github.difyarms.lock;

import io.github.difyarms.image.Json;
import java.nio.charset.StandardCharsets;

/** Locks for tests, from their text. */
final class Locks {
  static final String TEXT =
      """
      {
        "lockVersion" : 1,
        "plugin" : "0.1.0",
        "components" : {
          "api" : {
            "agent" : {
              "sha256" : "a1",
              "version" : "1.9.0"
            },
            "base" : {
              "files" : {
                "/entrypoint.sh" : "sha256:e0"
              },
              "image" : "docker.io/langgenius/dify-api:1.16.1",
              "index" : "sha256:10",
              "platforms" : {
                "linux/amd64" : "sha256:11",
                "linux/arm64" : "sha256:12"
              }
            },
            "configuration" : "sha256:c0"
          },
          "sandbox" : {
            "agent" : {
              "version" : "newest"
            },
            "base" : {
              "files" : {
                "/main" : {
                  "linux/amd64" : "sha256:e1",
                  "linux/arm64" : "sha256:e2"
                }
              },
              "image" : "docker.io/langgenius/dify-sandbox:0.2.15",
              "index" : "sha256:20",
              "platforms" : {
                "linux/amd64" : "sha256:21",
                "linux/arm64" : "sha256:22"
              }
            },
            "configuration" : "sha256:c1",
            "go" : "1.26.4",
            "source" : {
              "commit" : "abc0",
              "location" : "https://github.com/langgenius/dify-sandbox.git",
              "revision" : "0.2.15"
            }
          }
        },
        "tools" : {
          "go" : {
            "1.26.4" : {
              "darwin-arm64" : "h1:d=",
              "linux-amd64" : "h1:l="
            }
          },
          "instgo" : {
            "darwin-arm64" : {
              "address" : "https://example.com/instgo-darwin-arm64",
              "sha256" : "d0"
            },
            "linux-amd64" : {
              "address" : "https://example.com/instgo-linux-amd64",
              "sha256" : "10",
              "version" : "1.4.2"
            }
          }
        }
      }
      """;

  private Locks() {}

  /** Returns the lock with pieces of its text replaced, given in pairs. */
  static Lock with(String... replacements) {
    String text = TEXT;
    for (int i = 0; i < replacements.length; i += 2) {
      if (!text.contains(replacements[i])) {
        throw new IllegalArgumentException(replacements[i]);
      }
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    return LockJson.read(Json.readObject(text.getBytes(StandardCharsets.UTF_8), "test"));
  }
}
