package io.lethe.deployment;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;

/** What the manifests use of {@code external-secrets.io/v1}. */
record ExternalSecret(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

  record Spec(String refreshInterval, Store secretStoreRef, Target target, List<Entry> data) {}

  record Store(String kind, String name) {}

  record Target(String name, String creationPolicy, String deletionPolicy) {}

  record Entry(String secretKey, Remote remoteRef) {}

  record Remote(String key, String property, String decodingStrategy) {}
}
