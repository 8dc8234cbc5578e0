/**
 * The start script of dify-api: finds the one command that launches a process and puts an
 * instrumentation in front of it; text in, text and findings out.
 *
 * <p>Reads just enough of the shell language to know where commands begin, which branch they stand
 * in, and what is quoted, commented out or a here-document. No files, no network, nothing of ARMS:
 * what is put in front is handed in. May use {@code error} only.
 *
 * <pre>{@code
 * Instrumentation api = new Instrumentation("launch=(aliyun-instrument)\n", "\"${launch[@]}\"");
 * Rewrite rewrite =
 *     new EntrypointRewriter("dify-arms-maven-plugin 0.1.0")
 *         .rewrite(script, "/entrypoint.sh", Map.of(Process.API, api));
 * rewrite.text(); // … exec "${launch[@]}" gunicorn --bind …
 * rewrite.summary(); // start script of Dify 1.16.0..1.16.1: api launches gunicorn …
 * }</pre>
 */
@NullMarked
package io.github.difyarms.entrypoint;

import org.jspecify.annotations.NullMarked;
