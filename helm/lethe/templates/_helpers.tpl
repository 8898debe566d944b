{{- define "lethe.name" -}}
{{- default "lethe" .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "lethe.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "lethe.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "lethe.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What selects pods: dict of `root` and `component`. */}}
{{- define "lethe.selector" -}}
app.kubernetes.io/name: {{ include "lethe.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "lethe.labels" -}}
{{ include "lethe.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "lethe.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "lethe.claim" -}}
{{- default (printf "%s-export" (include "lethe.fullname" .)) .Values.export.existingClaim -}}
{{- end -}}

{{/* Settings do not change under a pod: another text is another ConfigMap, and an older pod keeps its own. */}}
{{- define "lethe.settingsName" -}}
{{- printf "%s-settings-%s" (include "lethe.fullname" .) (include "lethe.settings" . | sha256sum | trunc 10) -}}
{{- end -}}

{{- define "lethe.scheme" -}}
{{- ternary "https" "http" (ne .Values.tls.secretName "") -}}
{{- end -}}

{{/* Where the pods of the release call the API. */}}
{{- define "lethe.address" -}}
{{- printf "%s://%s.%s.svc:%d" (include "lethe.scheme" .) (include "lethe.fullname" .) .Release.Namespace (int .Values.service.port) -}}
{{- end -}}

{{/* A value as it stands in a properties file: a large whole number has no exponent, a line has no end in it, and begins where it begins. */}}
{{- define "lethe.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}
{{- printf "%.0f" . -}}
{{- else -}}
{{- if hasPrefix " " (toString .) }}\{{ end -}}
{{- toString . | replace "\\" "\\\\" | replace "\n" "\\n" | replace "\r" "\\r" | replace "\t" "\\t" -}}
{{- end -}}
{{- end -}}

{{/* Text in which nothing is an expression. */}}
{{- define "lethe.literal" -}}
{{- include "lethe.text" . | replace "$" "\\\\$" -}}
{{- end -}}

{{/* Pod Security `restricted`. */}}
{{- define "lethe.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ int64 .Values.user }}
runAsGroup: {{ int64 .Values.user }}
fsGroup: {{ int64 .Values.user }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "lethe.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "lethe.placement" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* What a container of the artifact has besides its arguments. */}}
{{- define "lethe.container" -}}
image: {{ include "lethe.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
envFrom:
  - secretRef: {name: {{ .Values.secretName }}}
env:
  - {name: SMALLRYE_CONFIG_LOCATIONS, value: /etc/lethe/settings}
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
securityContext:
  {{- include "lethe.containerSecurity" . | nindent 2 }}
volumeMounts:
  - {name: settings, mountPath: /etc/lethe/settings, readOnly: true}
  {{- if eq .Values.keys.provider "vault" }}
  - {name: vault-token, mountPath: /var/run/secrets/vault, readOnly: true}
  {{- else }}
  - {name: keystore, mountPath: /etc/lethe/keystore, readOnly: true}
  {{- end }}
  {{- if .Values.trust.configMap }}
  - {name: trust, mountPath: /etc/lethe/trust, readOnly: true}
  {{- end }}
  {{- if .Values.tls.secretName }}
  - {name: tls, mountPath: /etc/lethe/tls, readOnly: true}
  {{- end }}
  {{- if .Values.export.enabled }}
  - {name: export, mountPath: /var/lib/lethe/export}
  {{- end }}
  - {name: tmp, mountPath: /tmp}
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "lethe.volumes" -}}
- name: settings
  configMap: {name: {{ include "lethe.settingsName" . }}}
{{- if eq .Values.keys.provider "vault" }}
- name: vault-token
  projected:
    defaultMode: 288  # 0440
    sources:
      - serviceAccountToken: {audience: {{ .Values.keys.vault.audience }}, expirationSeconds: 3600, path: token}
{{- else }}
- name: keystore
  secret: {secretName: {{ .Values.keys.keystore.secretName }}, defaultMode: 288}  # 0440
{{- end }}
{{- with .Values.trust.configMap }}
- name: trust
  configMap: {name: {{ . }}}
{{- end }}
{{- with .Values.tls.secretName }}
- name: tls
  secret: {secretName: {{ . }}, defaultMode: 288}  # 0440
{{- end }}
{{- if .Values.export.enabled }}
# Without it a process is sealed once something was exported.
- name: export
  persistentVolumeClaim: {claimName: {{ include "lethe.claim" . }}}
{{- end }}
# Long answers of streams are here, lethe.intake.spool bytes each.
- name: tmp
  emptyDir: {sizeLimit: 4Gi}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* By whom a caller in the release knows the server's certificate: a variable of curl, its mount and its volume. */}}
{{- define "lethe.callerTrust.env" -}}
{{- if .Values.tls.secretName -}}
env:
  - {name: CURL_CA_BUNDLE, value: /etc/lethe/tls/ca.crt}
{{- end -}}
{{- end -}}

{{- define "lethe.callerTrust.mount" -}}
{{- if .Values.tls.secretName -}}
- {name: authority, mountPath: /etc/lethe/tls, readOnly: true}
{{- end -}}
{{- end -}}

{{- define "lethe.callerTrust.volume" -}}
{{- with .Values.tls.secretName -}}
- name: authority
  secret:
    secretName: {{ . }}
    defaultMode: 288  # 0440
    items: [{key: ca.crt, path: ca.crt}]
{{- end -}}
{{- end -}}

{{/* The pod of a command: dict of `root`, `component` and `args`. */}}
{{- define "lethe.commandPod" -}}
metadata:
  labels:
    {{- include "lethe.labels" . | nindent 4 }}
spec:
  restartPolicy: Never
  serviceAccountName: {{ include "lethe.fullname" .root }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ int64 .root.Values.terminationGracePeriodSeconds }}
  securityContext:
    {{- include "lethe.podSecurity" .root | nindent 4 }}
  {{- with include "lethe.placement" .root | trim }}
  {{- . | nindent 2 }}
  {{- end }}
  containers:
    - name: lethe
      args: {{ toJson .args }}
      {{- include "lethe.container" .root | nindent 6 }}
  volumes:
    {{- include "lethe.volumes" .root | nindent 4 }}
{{- end -}}
