import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { chart, helm, problems, readYaml, render, repository, sets } from "./manifests.js";
import { accepts, secret } from "./program.js";
import { changes, refused, watchlist } from "./values.js";

const defaults = readYaml(`${chart}/values.yaml`);
const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The values that are no sections: a key of the schema's free maps is part of its value. */
const leaves = (map, path = "") => Object.entries(map).flatMap(([key, value]) =>
  isMap(value) && sections.has(path + key) ? leaves(value, `${path}${key}.`) : [path + key]);
const sections = new Set(["global", "image", "collectors", "events", "otlp", "otlp.diskRetry", "service", "serviceAccount", "prometheus", "prometheus.monitor",
  "prometheus.podMonitor", "prometheusRule", "dashboard", "networkPolicy"]);

const everything = Object.assign({}, ...Object.values(changes));
const daemonSet = (values) => render(values).find((object) => object.kind === "DaemonSet");
const container = (values) => daemonSet(values).spec.template.spec.containers[0];
const the = (kind, values) => render(values).filter((object) => object.kind === kind);

test("every value has a case here, and a line in the README", () => {
  const readme = readFileSync(`${chart}/README.md`, "utf8");
  assert.deepEqual(Object.keys(changes).sort(), leaves(defaults).sort());
  for (const path of leaves(defaults)) {
    assert.ok(readme.includes(`| \`${path}\` |`), `${path} is not in the README`);
  }
});

for (const [name, values] of [["the defaults", {}], ["everything at once", everything], ...Object.entries(changes)]) {
  test(`valid objects: ${name}`, () => assert.deepEqual(render(values).flatMap(problems), []));
}

for (const [path, values] of Object.entries(changes)) {
  test(`changes what is rendered: ${path}`, () => {
    const { [path]: _, ...rest } = values;
    assert.notDeepEqual(render(values), render(rest));
  });
}

test("the validation finds bad types and unknown keys", () => {
  const bad = daemonSet();
  bad.spec.template.spec.hostPID = "yes";
  assert.match(problems(bad).join(), /hostPID must be boolean/);
  const unknown = daemonSet();
  unknown.spec.template.spec.containers[0].securityContext.capabilties = {};
  unknown.sepc = {};
  assert.deepEqual(problems(unknown), [
    "DaemonSet: unknown key /spec/template/spec/containers/0/securityContext/capabilties", "DaemonSet: unknown key /sepc"]);
});

for (const [name, values] of Object.entries(refused)) {
  test(`values.schema.json refuses ${name}`, () =>
    assert.throws(() => render(values), /values don't meet the specifications of the schema/));
}

for (const [name, values] of [["the defaults", {}], ["everything at once", everything]]) {
  test(`helm lint --strict: ${name}`, () => assert.match(helm("lint", "--strict", chart, ...sets(values)), /^1 chart\(s\) linted, 0 chart\(s\) failed$/m));

  test(`helm install: ${name}`, () =>
    assert.match(helm("install", "test", chart, "--namespace", "monitoring", "--dry-run=client", ...sets(values)), /^STATUS: pending-install$/m));
}

test("a package has all that the directory has, also what is a symbolic link there", (t) => {
  const directory = mkdtempSync(join(tmpdir(), "signal-exporter-"));
  t.after(() => rmSync(directory, { recursive: true }));
  helm("package", chart, "--destination", directory);
  const { version } = readYaml(`${chart}/Chart.yaml`);
  assert.deepEqual(render(everything, join(directory, `signal-exporter-${version}.tgz`)), render(everything));
});

test("two capabilities, and nothing else", () => {
  assert.deepEqual(container().securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"], add: ["BPF", "PERFMON"] },
  });
  const pod = daemonSet().spec.template.spec;
  assert.deepEqual(pod.securityContext, { runAsUser: 0, runAsGroup: 0, seccompProfile: { type: "RuntimeDefault" } });
  assert.equal(pod.automountServiceAccountToken, false);
  assert.equal(pod.hostPID, false);
  assert.equal(pod.hostNetwork, false);
  assert.equal(pod.volumes, undefined);
});

test("collectors are flags where they are not as the program has them", () => {
  assert.deepEqual(container().args, ["--web.listen-address=:10009"]);
  assert.deepEqual(
    container({ collectors: { delivery: false, termination: false, failures: true }, histogramLimit: 1000, escalationWindow: "1m30s" }).args,
    ["--web.listen-address=:10009", "--no-collector.delivery", "--no-collector.termination", "--collector.failures",
      "--histogram.limit=1000", "--escalation.window=1m30s"]);
});

test("events are flags where they are not as the program has them", () => {
  assert.deepEqual(container({ "collectors.events": true, "events.signals": [] }).args, ["--web.listen-address=:10009"]);
  assert.deepEqual(container({ "collectors.events": false }).args, ["--web.listen-address=:10009", "--no-collector.events"]);
  assert.deepEqual(container({ "events.signals": ["SIGKILL", 15] }).args, ["--web.listen-address=:10009", "--events.signals=SIGKILL,15"]);
});

const otlp = { "otlp.endpoint": "http://collector:4317", "otlp.headersSecret": { name: "otlp", key: "headers" } };
const variables = (values) => Object.fromEntries(container(values).env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));

test("OTLP is variables where there is an endpoint, and only then", () => {
  const always = {
    DOTNET_EnableDiagnostics: "0",
    NODE_NAME: { fieldRef: { fieldPath: "spec.nodeName" } },
    OTEL_RESOURCE_ATTRIBUTES: "host.name=$(NODE_NAME),k8s.node.name=$(NODE_NAME)",
  };
  assert.deepEqual(variables(), always);
  assert.deepEqual(variables({ ...otlp, "otlp.endpoint": "", "otlp.protocol": "http/protobuf" }), always);
  assert.deepEqual(variables({ "otlp.endpoint": otlp["otlp.endpoint"] }), {
    ...always,
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4317",
    OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
  });
  assert.deepEqual(variables(otlp).OTEL_EXPORTER_OTLP_HEADERS, { secretKeyRef: { name: "otlp", key: "headers" } });
  assert.equal(variables({ ...otlp, "otlp.protocol": "http/protobuf" }).OTEL_EXPORTER_OTLP_PROTOCOL, "http/protobuf");
});

test("log records wait on disk where they are told to", () => {
  const retry = { ...otlp, "otlp.diskRetry.enabled": true, "otlp.diskRetry.sizeLimit": "1Gi" };
  assert.equal(variables(retry).OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY, "disk");
  const path = variables(retry).OTEL_DOTNET_EXPERIMENTAL_OTLP_DISK_RETRY_DIRECTORY_PATH;
  assert.deepEqual(container(retry).volumeMounts, [{ name: "otlp", mountPath: path }]);
  assert.deepEqual(the("DaemonSet", retry)[0].spec.template.spec.volumes, [{ name: "otlp", emptyDir: { sizeLimit: "1Gi" } }]);
  assert.equal(the("DaemonSet", { ...retry, "otlp.endpoint": "" })[0].spec.template.spec.volumes, undefined);
});

test("the resource's attributes: the node's name, unless somebody knows better", () => {
  const attributes = (values) => container(values).env.filter(({ name }) => name === "OTEL_RESOURCE_ATTRIBUTES").map(({ value }) => value);
  assert.deepEqual(
    attributes({ "otlp.resourceAttributes": { "k8s.node.name": "other", "k8s.cluster.name": "one" } }),
    ["host.name=$(NODE_NAME),k8s.cluster.name=one,k8s.node.name=other"]);
  assert.deepEqual(attributes({ env: { OTEL_RESOURCE_ATTRIBUTES: "host.name=$(NODE_NAME)" } }), ["host.name=$(NODE_NAME)"]);
});

test("a network policy lets out what OTLP sends, and nothing else", () => {
  const egress = (values) => the("NetworkPolicy", { "networkPolicy.enabled": true, ...values })[0].spec.egress;
  const rules = [{ ports: [{ port: 4317 }] }];
  assert.deepEqual(egress({}), []);
  assert.deepEqual(egress(otlp), [{}]);
  assert.deepEqual(egress({ ...otlp, "networkPolicy.egress": rules }), rules);
});

test("every node, from a cluster's first to its tainted ones", () =>
  assert.deepEqual(daemonSet().spec.template.spec.tolerations, [{ operator: "Exists" }]));

test("a changed watchlist restarts the pods, and nothing is left of an empty one", () => {
  const checksum = (values) => daemonSet(values).spec.template.metadata.annotations["checksum/config"];
  assert.notEqual(checksum({ config: watchlist }), checksum({ config: { critical: [] } }));
  assert.deepEqual(the("ConfigMap"), []);
});

test("the selectors of services, monitors and policies are the pods' labels", () => {
  const labels = daemonSet(everything).spec.template.metadata.labels;
  const selectors = render({ ...everything, "service.enabled": true }).map((object) => object.spec?.podSelector ?? object.spec?.selector)
    .filter((selector) => selector).map((selector) => selector.matchLabels ?? selector);
  assert.equal(selectors.length, 5);
  for (const selector of selectors) {
    assert.deepEqual({ ...labels, ...selector }, labels);
  }
});

test("the alerts' job and the node's name, whatever the release is called", () => {
  const values = { nameOverride: "other", "prometheus.monitor.enabled": true, "prometheus.podMonitor.enabled": true };
  const endpoints = [the("ServiceMonitor", values)[0].spec.endpoints[0], the("PodMonitor", values)[0].spec.podMetricsEndpoints[0]];
  for (const endpoint of endpoints) {
    assert.deepEqual(endpoint.relabelings, [
      { targetLabel: "job", replacement: "signal-exporter" },
      { targetLabel: "instance", sourceLabels: ["__meta_kubernetes_pod_node_name"] },
    ]);
  }
});

test("the rules are those of deploy/prometheus", () => {
  const rules = ["signal-exporter.rules.yaml", "signal-exporter.recording.rules.yaml"];
  assert.deepEqual(
    the("PrometheusRule", { "prometheusRule.enabled": true }).map((object) => object.spec),
    rules.map((file) => readYaml(`${repository}deploy/prometheus/${file}`)));
});

test("the dashboard is dashboards/signals.json", () => {
  const [map] = the("ConfigMap", { "dashboard.enabled": true });
  assert.equal(map.metadata.labels.grafana_dashboard, "1");
  assert.deepEqual(
    JSON.parse(map.data["signals.json"]), JSON.parse(readFileSync(`${repository}dashboards/signals.json`, "utf8")));
});

test("the watchlist's schema is docs/config.schema.json", () => {
  const { properties, definitions } = JSON.parse(readFileSync(`${chart}/values.schema.json`, "utf8"));
  const file = JSON.parse(readFileSync(`${repository}docs/config.schema.json`, "utf8").replaceAll("#/$defs/", "#/definitions/"));
  assert.deepEqual(properties.config.properties, file.properties);
  assert.deepEqual({ ...definitions, ...file.$defs }, definitions);
});

test("the chart's version is the program's", () => {
  const { version, appVersion } = readYaml(`${chart}/Chart.yaml`);
  assert.match(readFileSync(`${repository}Directory.Build.props`, "utf8"), new RegExp(`<Version>${appVersion}</Version>`));
  assert.equal(version, appVersion);
});

const commandLines = {
  "the defaults": {},
  "a watchlist": { config: watchlist },
  "more flags": { extraArgs: changes.extraArgs.extraArgs, env: changes.env.env },
  "other collectors": { collectors: { delivery: false, termination: false, failures: true } },
  "limits of the histograms and of escalations": { "collectors.failures": true, histogramLimit: 1000, escalationWindow: "1m30s" },
  "no events": { "collectors.events": false },
  "the events' signals": changes["events.signals"],
  "OTLP over gRPC, with headers, where nobody answers": { ...otlp, "otlp.endpoint": "http://127.0.0.1:1" },
  "the resource's attributes": changes["otlp.resourceAttributes"],
  "the resource's attributes as a variable": { env: { OTEL_RESOURCE_ATTRIBUTES: "host.name=$(NODE_NAME)" } },
};
for (const [name, values] of Object.entries(commandLines)) {
  test(`the program accepts the container's command line: ${name}`, (t) => accepts(t, (port) => render({ ...values, "service.port": port })));
}

test("the program sends with the secret's headers, and says on which node", async (t) => {
  const requests = [];
  const collector = createServer(async (request, response) => {
    requests.push({ url: request.url, headers: request.headers, body: Buffer.concat(await request.toArray()).toString("latin1") });
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  }).listen(0, "127.0.0.1");
  t.after(() => collector.close());
  await once(collector, "listening");
  const values = { ...otlp, "otlp.endpoint": `http://127.0.0.1:${collector.address().port}`, "otlp.protocol": "http/protobuf" };
  await accepts(t, (port) => render({ ...values, "service.port": port }), (metrics) => assert.match(metrics, /^signal_exporter_otlp_/m));
  const sent = requests.find(({ url }) => url === "/v1/metrics");
  assert.equal(`authorization=${encodeURIComponent(sent.headers.authorization)}`, secret);
  assert.match(sent.body, /k8s\.node\.name\x12\x06\n\x04node/);
});

test("the program has events, or not", async (t) => {
  for (const on of [true, false]) {
    await accepts(t, (port) => render({ "collectors.events": on, "service.port": port }), async (metrics, port) => {
      assert.equal(/^signal_exporter_events_total[{ ]/m.test(metrics), on);
      assert.equal("off" in await (await fetch(`http://127.0.0.1:${port}/events?format=json`)).json(), !on);
    });
  }
});
