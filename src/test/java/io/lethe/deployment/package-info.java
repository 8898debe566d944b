/**
 * What Lethe is installed with: the manifests of {@code k8s}, and the chart.
 *
 * <p>Start reading at {@link io.lethe.deployment.ManifestsTest}.
 */
@NullMarked
package io.lethe.deployment;

import org.jspecify.annotations.NullMarked;
