{{/* Names begin with it: the release's name, with "dermstream" in it. */}}
{{- define "dermstream.name" -}}
{{- if contains "dermstream" .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-dermstream{{ end }}
{{- end }}

{{- define "dermstream.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* Of a pod of a role: list of the root and the role. */}}
{{- define "dermstream.selector" -}}
{{- $ := index . 0 -}}
app.kubernetes.io/name: dermstream
app.kubernetes.io/instance: {{ $.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "dermstream.instance" -}}
app.kubernetes.io/name: dermstream
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "dermstream.member" -}}
{{ include "dermstream.instance" . }}
dermstream.dev/member: "true"
{{- end }}

{{/* Name and labels of an object: list of the root, the component and what the name ends with. */}}
{{- define "dermstream.metadata" -}}
{{- $ := index . 0 -}}
name: {{ include "dermstream.name" $ }}{{ with index . 2 }}-{{ . }}{{ end }}
labels:
  {{- include "dermstream.selector" (list $ (index . 1)) | nindent 2 }}
{{- end }}

{{/* What every pod of a role has: list of the root, the role and its priority. */}}
{{- define "dermstream.pod" -}}
{{- $ := index . 0 -}}
{{- $role := index . 1 -}}
serviceAccountName: {{ include "dermstream.name" $ }}-{{ $role }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- if $.Values.priorityClasses.create }}
priorityClassName: {{ include "dermstream.name" $ }}-{{ index . 2 }}
{{- end }}
{{- with $.Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with (index $.Values $role).nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with (index $.Values $role).tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* Apart from one another, where there is room. */}}
{{- define "dermstream.spread" -}}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "dermstream.selector" $ | nindent 8 }}
  {{- end }}
{{- end }}

{{/* What every container of a role has: list of the root and the role. */}}
{{- define "dermstream.container" -}}
{{- $ := index . 0 -}}
{{- $values := index $.Values (index . 1) -}}
image: {{ include "dermstream.image" $ }}
imagePullPolicy: {{ $.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
resources: {{- toYaml $values.resources | nindent 2 }}
{{- end }}

{{- define "dermstream.environment.name" -}}
- name: POD_NAME
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
{{- end }}

{{- define "dermstream.environment.member" -}}
- name: POD_NAMESPACE
  valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
- name: POD_IP
  valueFrom: {fieldRef: {fieldPath: status.podIP}}
{{- end }}

{{- define "dermstream.environment" -}}
{{- $ := index . 0 -}}
{{- $values := index $.Values (index . 1) -}}
- name: DERMSTREAM_LOG_FORMAT
  value: {{ $.Values.logFormat }}
# Read by the java launcher before what the image sets itself: where both say something, the image wins.
- name: JDK_JAVA_OPTIONS
  value: {{ $values.javaOptions | quote }}
# Where native libraries are unpacked: nothing else may be written to.
- name: DJL_CACHE_DIR
  value: /tmp/djl
{{- end }}

{{/* Probes of a role: a dictionary of root, role, service (its gRPC name), startup (seconds) and
     startupPath. The kubelet speaks no TLS to gRPC, so gRPC is asked only where it is in clear text;
     the pages of the metrics port say the same. Liveness is never asked of gRPC: a server that does
     not serve for want of others is alive. */}}
{{- define "dermstream.probes" -}}
startupProbe:
  {{- include "dermstream.asked" (dict "root" .root "service" .service "path" .startupPath) | nindent 2 }}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: {{ div (int .startup) 5 }}
readinessProbe:
  {{- include "dermstream.asked" (dict "root" .root "service" .service "path" "/readyz") | nindent 2 }}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 2
livenessProbe:
  httpGet: {path: /livez, port: metrics}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
{{- end }}

{{- define "dermstream.asked" -}}
{{- if or .root.Values.tls.enabled (eq .path "/livez") -}}
httpGet: {path: {{ .path }}, port: metrics}
{{- else -}}
grpc: {port: {{ .service.port }}, service: {{ .service.name }}}
{{- end }}
{{- end }}

{{- define "dermstream.checksum" -}}
checksum/config: {{ . | sha256sum }}
{{- end }}

{{/* How members find one another: list of the root. */}}
{{- define "dermstream.hocon.cluster" -}}
cluster {
  discovery = kubernetes
  name = "{{ include "dermstream.name" . }}"
  host = "0.0.0.0"
  ports = 1
  kubernetes-service = "{{ include "dermstream.name" . }}-members."${POD_NAMESPACE}".svc.cluster.local"
  advertised-host = ${POD_IP}
}
{{- end }}

{{/* Mutual TLS: list of the root and the DNS names of those that are spoken with. */}}
{{- define "dermstream.hocon.internal" -}}
{{- $ := index . 0 -}}
internal-tls {
  {{- if $.Values.tls.enabled }}
  enabled = true
  certificate = "/etc/dermstream/internal/tls.crt"
  key = "/etc/dermstream/internal/tls.key"
  authorities = "/etc/dermstream/internal/ca.crt"
  peers = {{ toJson (index . 1) }}
  {{- else }}
  allow-insecure = true
  {{- end }}
}
{{- end }}

{{- define "dermstream.hocon.releases" -}}
releases {
  store = "/releases"
  {{- if .Values.releases.trustedKeySecret }}
  trusted-keys = ["/etc/dermstream/trusted/release.pub"]
  {{- end }}
}
{{- end }}

{{/* Volumes that every role mounts: list of the root and the role. */}}
{{- define "dermstream.volumes" -}}
{{- $ := index . 0 -}}
- name: tmp
  emptyDir: {sizeLimit: 2Gi}
- name: config
  configMap: {name: {{ include "dermstream.name" $ }}-{{ index . 1 }}}
{{- end }}

{{- define "dermstream.mounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: config, mountPath: /etc/dermstream/config, readOnly: true}
{{- end }}

{{/* A Secret as files that only the process reads: list of volume and Secret. */}}
{{- define "dermstream.secret" -}}
- name: {{ index . 0 }}
  secret: {secretName: {{ index . 1 }}, defaultMode: 0440}
{{- end }}

{{- define "dermstream.releases.volumes" -}}
- name: releases
  persistentVolumeClaim: {claimName: {{ .Values.releases.claim }}, readOnly: true}
{{- end }}

{{- define "dermstream.releases.mounts" -}}
- {name: releases, mountPath: /releases, readOnly: true}
{{- end }}

{{/* The key by which those who load releases judge them. */}}
{{- define "dermstream.trusted.volumes" -}}
{{- with .Values.releases.trustedKeySecret }}
{{ include "dermstream.secret" (list "trusted" .) }}
{{- end }}
{{- end }}

{{- define "dermstream.trusted.mounts" -}}
{{- if .Values.releases.trustedKeySecret }}
- {name: trusted, mountPath: /etc/dermstream/trusted, readOnly: true}
{{- end }}
{{- end }}

{{/* Not empty where the gateway's authority must be given to those who call it. */}}
{{- define "dermstream.door" -}}
{{- if and .Values.tls.enabled (not .Values.tls.issuer.public) }}yes{{ end }}
{{- end }}

{{/* Token and authority with which a pod of this chart calls the gateway: list of root and role. */}}
{{- define "dermstream.caller.volumes" -}}
{{- $ := index . 0 -}}
{{- if $.Values.authentication.enabled }}
{{ include "dermstream.secret" (list "token" (index $.Values (index . 1)).tokenSecret) }}
{{- end }}
{{- if include "dermstream.door" $ }}
- name: door
  secret:
    secretName: {{ include "dermstream.name" $ }}-gateway-tls
    items: [{key: ca.crt, path: ca.crt}]
    defaultMode: 0440
{{- end }}
{{- end }}

{{- define "dermstream.caller.mounts" -}}
{{- if .Values.authentication.enabled }}
- {name: token, mountPath: /etc/dermstream/token, readOnly: true}
{{- end }}
{{- if include "dermstream.door" . }}
- {name: door, mountPath: /etc/dermstream/door, readOnly: true}
{{- end }}
{{- end }}

{{/* Who may ask for the metrics: list of the root and the port. */}}
{{- define "dermstream.metrics.ingress" -}}
- from: {{- toYaml (index . 0).Values.networkPolicies.monitoring | nindent 4 }}
  ports: [{protocol: TCP, port: {{ index . 1 }}}]
{{- end }}

{{/* An arrow to or from the pods of a role: list of root and role. */}}
{{- define "dermstream.peer" -}}
- podSelector:
    matchLabels:
      {{- include "dermstream.selector" . | nindent 6 }}
{{- end }}
