{{/*
Lethe as a native sidecar of a product's pod, for a chart that depends on this one (with `server.enabled: false`):

  initContainers:
    {{- include "lethe.sidecar" . | nindent 4 }}
  volumes:
    {{- include "lethe.sidecar.volumes" . | nindent 4 }}

It starts before the product and ends after it. Its values are `sidecar` and `image` of this chart (`lethe.sidecar`, `lethe.image` of the
product's). The pod's own securityContext has to name a user that is not root, and an fsGroup; it must not have `hostNetwork`. Its
terminationGracePeriodSeconds are what the product needs to end, and 55 more.
*/}}
{{- define "lethe.sidecar" -}}
{{- $lethe := include "lethe.sidecar.root" . | fromYaml -}}
- name: lethe
  image: {{ $lethe.image }}
  imagePullPolicy: {{ $lethe.pullPolicy }}
  restartPolicy: Always
  env:
    - {name: LETHE_MODE, value: sidecar}
    - {name: LETHE_SIDECAR_CENTRE, value: {{ required "sidecar.centre is the address of the service, https://host:port" $lethe.sidecar.centre | quote }}}
    {{- if $lethe.sidecar.trust }}
    - {name: LETHE_SIDECAR_TRUST_STORE, value: /etc/lethe/ca/ca.crt}
    {{- end }}
    {{- if $lethe.sidecar.country }}
    - {name: LETHE_POLICIES_DATABASES_IN, value: {{ $lethe.sidecar.country | quote }}}
    {{- end }}
    - {name: LETHE_SIDECAR_SPOOL_DIRECTORY, value: /var/spool/lethe}
    - {name: LETHE_SIDECAR_SPOOL_KEY_FILE, value: /etc/lethe/spool/key}
    - {name: LETHE_SIDECAR_SPOOL_PREVIOUS_KEY_FILE, value: /etc/lethe/spool/previous}
    - {name: LETHE_SIDECAR_SPOOL_SIZE, value: {{ int64 $lethe.sidecar.spool.size | quote }}}
    - {name: LETHE_SIDECAR_SPOOL_RESEND_FILE, value: /etc/lethe/requests/resend}
    {{- if $lethe.sidecar.callerSecretName }}
    - {name: LETHE_SIDECAR_CALLER_TOKEN_FILE, value: /etc/lethe/caller/token}
    {{- end }}
    - {name: QUARKUS_HTTP_PORT, value: {{ $lethe.sidecar.port | quote }}}
    {{- with $lethe.sidecar.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  ports:
    - {name: lethe, containerPort: {{ $lethe.sidecar.port }}}
  startupProbe:
    httpGet: {path: /q/health/started, port: lethe}
    periodSeconds: 1
    timeoutSeconds: 5
    failureThreshold: 120
  livenessProbe:
    httpGet: {path: /q/health/live, port: lethe}
    timeoutSeconds: 5
    failureThreshold: 6
  # Up without the service, too: records and events are accepted then.
  readinessProbe:
    httpGet: {path: /q/health/ready, port: lethe}
    timeoutSeconds: 5
  resources:
    {{- toYaml $lethe.sidecar.resources | nindent 4 }}
  securityContext:
    runAsNonRoot: true
    seccompProfile: {type: RuntimeDefault}
    {{- include "lethe.containerSecurity" . | nindent 4 }}
  volumeMounts:
    - {name: lethe-token, mountPath: /var/run/secrets/lethe, readOnly: true}
    {{- if $lethe.sidecar.trust }}
    - {name: lethe-ca, mountPath: /etc/lethe/ca, readOnly: true}
    {{- end }}
    - {name: lethe-spool-key, mountPath: /etc/lethe/spool, readOnly: true}
    {{- if $lethe.sidecar.callerSecretName }}
    - {name: lethe-caller, mountPath: /etc/lethe/caller, readOnly: true}
    {{- end }}
    - {name: lethe-requests, mountPath: /etc/lethe/requests, readOnly: true}
    - {name: lethe-spool, mountPath: /var/spool/lethe}
    - {name: lethe-tmp, mountPath: /tmp}
{{- end -}}

{{- define "lethe.sidecar.volumes" -}}
{{- $lethe := include "lethe.sidecar.root" . | fromYaml -}}
- name: lethe-token
  projected:
    sources:
      - serviceAccountToken: {audience: lethe, path: token, expirationSeconds: 3600}
{{- if $lethe.sidecar.trust }}
- name: lethe-ca
  configMap: {name: {{ $lethe.sidecar.trust }}}
{{- end }}
- name: lethe-spool-key
  secret: {secretName: {{ $lethe.sidecar.spool.secretName }}, defaultMode: 288}  # 0440
{{- if $lethe.sidecar.callerSecretName }}
- name: lethe-caller
  secret: {secretName: {{ $lethe.sidecar.callerSecretName }}, defaultMode: 288}  # 0440
{{- end }}
- name: lethe-requests
  configMap: {name: {{ $lethe.sidecar.requestsName }}, optional: true}
- name: lethe-spool
{{- if $lethe.sidecar.spool.claimName }}
  persistentVolumeClaim: {claimName: {{ $lethe.sidecar.spool.claimName }}}
{{- else }}
  emptyDir: {sizeLimit: {{ mul 2 (int64 $lethe.sidecar.spool.size) | quote }}}
{{- end }}
- name: lethe-tmp
  emptyDir: {sizeLimit: 256Mi}
{{- end -}}

{{/* What it needs of this chart, from the chart itself or from one that depends on it. */}}
{{- define "lethe.sidecar.root" -}}
{{- $lethe := . -}}
{{- if ne .Chart.Name "lethe" -}}
{{- $lethe = index .Subcharts "lethe" -}}
{{- end -}}
image: {{ include "lethe.image" $lethe }}
pullPolicy: {{ $lethe.Values.image.pullPolicy }}
sidecar:
  {{- toYaml $lethe.Values.sidecar | nindent 2 }}
{{- end -}}
