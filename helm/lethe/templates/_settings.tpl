{{/* Lines of a properties file; `settings` may have expressions, nothing else may. */}}
{{- define "lethe.property" -}}
{{ .key }}={{ include "lethe.text" .value }}
{{ end -}}

{{/* One grant: dict of `at`, `issuer`, `grant`. */}}
{{- define "lethe.grant" -}}
{{- $prefix := printf "lethe.access.grants[%d]" (int .at) -}}
{{ $prefix }}.issuer={{ include "lethe.text" (default .issuer .grant.issuer) }}
{{ $prefix }}.subject={{ include "lethe.literal" .grant.subject }}
{{ $prefix }}.roles={{ join "," .grant.roles }}
{{- with .grant.policies }}
{{ $prefix }}.policies={{ join "," . }}
{{- end }}
{{- with .grant.categories }}
{{ $prefix }}.categories={{ join "," . }}
{{- end }}
{{- with .grant.fields }}
{{ $prefix }}.fields={{ join "," . }}
{{- end }}
{{- with .grant.leaseDomains }}
{{ $prefix }}.lease-domains={{ join "," . }}
{{- end }}
{{- if .grant.leaseGuessable }}
{{ $prefix }}.lease-guessable=true
{{- end }}
{{ end -}}

{{/*
Everything that the service is told in a file. What `settings` says wins: the last one of a key counts. Environment variables (300) win over
the file by its ordinal.
*/}}
{{- define "lethe.settings" -}}
{{- $root := . -}}
{{- $issuer := required "oidc.issuer: who issues tokens" .Values.oidc.issuer -}}
# Below the environment, above every other file.
config_ordinal=295
lethe.database.url={{ required "database.url: postgresql://host:port/database" .Values.database.url }}
{{- with .Values.database.keysUrl }}
quarkus.datasource.keys.reactive.url={{ . }}
quarkus.datasource.keys.jdbc.url=jdbc:{{ . }}
{{- end }}
lethe.oidc.issuer={{ $issuer }}
lethe.keys.provider={{ .Values.keys.provider }}
{{- if eq .Values.keys.provider "vault" }}
lethe.keys.vault.address={{ required "keys.vault.address: https://host:port" .Values.keys.vault.address }}
lethe.keys.vault.kubernetes.role={{ .Values.keys.vault.role }}
lethe.keys.vault.kubernetes.token-file=/var/run/secrets/vault/token
{{- else }}
lethe.keys.keystore.path=/etc/lethe/keystore/{{ .Values.keys.keystore.file }}
{{- end }}
{{- if .Values.export.enabled }}
lethe.export.directory=/var/lib/lethe/export
{{- end }}
quarkus.shutdown.timeout=30s
# Two pools a process; PostgreSQL has to have room for those of all replicas (docs/operations.md, Sizing).
quarkus.datasource.reactive.max-size=8
quarkus.datasource.keys.reactive.max-size=8
{{- if .Values.trust.configMap }}
{{- $authorities := printf "/etc/lethe/trust/%s" .Values.trust.file }}
lethe.database.authorities={{ $authorities }}
quarkus.tls.issuer.trust-store.pem.certs={{ $authorities }}
quarkus.oidc.k8s.tls.tls-configuration-name=issuer
{{- if eq .Values.keys.provider "vault" }}
lethe.keys.vault.trust-store={{ $authorities }}
{{- end }}
{{- end }}
{{- if .Values.tls.secretName }}
quarkus.http.insecure-requests=disabled
quarkus.http.ssl-port=8443
quarkus.http.tls-configuration-name=server
quarkus.tls.server.key-store.pem.0.cert=/etc/lethe/tls/tls.crt
quarkus.tls.server.key-store.pem.0.key=/etc/lethe/tls/tls.key
quarkus.tls.server.reload-period=1h
{{- end }}
{{- if .Values.leases.enabled }}
{{- if not .Values.tls.secretName }}
{{- fail "leases are keys, and sidecars call the API by HTTPS alone: leases.enabled needs tls.secretName" }}
{{- end }}
lethe.leases.enabled=true
{{- end }}
{{- if .Values.retention.enabled }}
lethe.scheduler.enabled=false
lethe.retention.spread.every={{ .Values.retention.every }}
lethe.command.operator={{ .Values.retention.operator }}
{{- end }}
{{- if .Values.migration.enabled }}
quarkus.flyway.migrate-at-start=false
quarkus.flyway.validate-at-start=true
quarkus.flyway.keys.migrate-at-start=false
quarkus.flyway.keys.validate-at-start=true
{{- end }}
{{ range $policy, $operator := .Values.operators -}}
lethe.operators.{{ $policy }}.name={{ include "lethe.literal" $operator.name }}
lethe.operators.{{ $policy }}.address={{ include "lethe.literal" $operator.address }}
{{ end }}
{{- range $at, $grant := .Values.grants -}}
{{ include "lethe.grant" (dict "at" $at "issuer" $issuer "grant" $grant) }}
{{- end }}
{{- if .Values.keyRotation.enabled -}}
{{- $subject := printf "system:serviceaccount:%s:%s-key-rotation" .Release.Namespace (include "lethe.fullname" .) -}}
{{- $grant := dict "subject" $subject "roles" (list "security") "policies" .Values.keyRotation.policies "categories" (list "*") -}}
{{ include "lethe.grant" (dict "at" (len .Values.grants) "issuer" (default $issuer .Values.keyRotation.issuer) "grant" $grant) }}
{{- end }}
{{- range $key, $value := .Values.settings -}}
{{ include "lethe.property" (dict "key" $key "value" $value) }}
{{- end }}
{{- end -}}
