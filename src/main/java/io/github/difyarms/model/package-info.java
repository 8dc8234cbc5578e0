/**
 * The values everyone speaks: what is asked for ({@link io.github.difyarms.model.BuildRequest}),
 * what will be done ({@link io.github.difyarms.model.BuildPlan}), what was done ({@link
 * io.github.difyarms.model.BuildResult}). No behaviour beyond their own consistency.
 *
 * <p>May use {@code image} values and {@code error}.
 *
 * <pre>{@code
 * BuildPlan plan = planner.plan(request);
 * BuildResult result = builder.build(plan);
 * }</pre>
 */
@NullMarked
package io.github.difyarms.model;

import org.jspecify.annotations.NullMarked;
