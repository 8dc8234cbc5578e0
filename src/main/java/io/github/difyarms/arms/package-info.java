/**
 * What is known of Alibaba Cloud ARMS: regions and the download addresses derived from them, the
 * default package index, and the shell texts that start dify-api under the Python agent: one that
 * installs it when a container starts, one for an agent that the image has.
 *
 * <p>Knows nothing of images, registries or start scripts. May use {@code error} only.
 *
 * <pre>{@code
 * Region region = Regions.parse("cn-hangzhou");
 * AgentSettings settings = AgentSettings.builder(region).installTimeout(60).build();
 * String bash = InstallFragment.block(settings, "api"); // goes in front of: exec PREFIX gunicorn …
 * }</pre>
 */
@NullMarked
package io.github.difyarms.arms;

import org.jspecify.annotations.NullMarked;
