/**
 * The goals: bind parameters into one request, pick the log, call one service. No logic of their
 * own.
 *
 * <p>May use every service package; nothing uses it.
 *
 * <pre>{@code
 * mvn dify-arms:build -Ddify-arms.difyVersion=1.16.1 -Ddify-arms.to.registry=registry.example.com/acme
 * }</pre>
 */
@NullMarked
package io.github.difyarms.mojo;

import org.jspecify.annotations.NullMarked;
