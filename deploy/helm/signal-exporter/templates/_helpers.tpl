{{/*
The name of the chart.
*/}}
{{- define "signal-exporter.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/*
The name of what is created: 63 characters are what a label holds.
*/}}
{{- define "signal-exporter.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "signal-exporter.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride }}
{{- end }}

{{- define "signal-exporter.selectorLabels" -}}
app.kubernetes.io/name: {{ include "signal-exporter.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "signal-exporter.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/component: metrics
app.kubernetes.io/part-of: {{ include "signal-exporter.name" . }}
{{ include "signal-exporter.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "signal-exporter.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "signal-exporter.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "signal-exporter.image" -}}
{{- $registry := default .Values.image.registry .Values.global.imageRegistry }}
{{- printf "%s/%s:%s" $registry .Values.image.repository (default (printf "v%s" .Chart.AppVersion) .Values.image.tag) }}
{{- with .Values.image.digest }}
{{- printf "@%s" . }}
{{- end }}
{{- end }}

{{/*
OTEL_RESOURCE_ATTRIBUTES. NODE_NAME is a variable before it.
*/}}
{{- define "signal-exporter.resourceAttributes" -}}
{{- $pairs := list }}
{{- range $name, $value := merge (dict) .Values.otlp.resourceAttributes (dict "host.name" "$(NODE_NAME)" "k8s.node.name" "$(NODE_NAME)") }}
{{- $pairs = append $pairs (printf "%s=%s" $name $value) }}
{{- end }}
{{- join "," $pairs }}
{{- end }}

{{/*
The alerts and the dashboard ask for this job, and take the instance for the host.
*/}}
{{- define "signal-exporter.relabelings" -}}
- targetLabel: job
  replacement: signal-exporter
- sourceLabels: [__meta_kubernetes_pod_node_name]
  targetLabel: instance
{{- with . }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/*
How to scrape: what the endpoints of a ServiceMonitor and of a PodMonitor have in common.
*/}}
{{- define "signal-exporter.endpoint" -}}
port: {{ .root.Values.service.portName }}
{{- with .monitor.interval }}
interval: {{ . }}
{{- end }}
{{- with .monitor.scrapeTimeout }}
scrapeTimeout: {{ . }}
{{- end }}
relabelings:
  {{- include "signal-exporter.relabelings" .monitor.relabelings | nindent 2 }}
{{- with .monitor.metricRelabelings }}
metricRelabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
