// Renders the chart, and says what is wrong with the objects that come out.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import yaml from "js-yaml";
import { DaemonSet } from "kubernetes-models/apps/v1";
import { ConfigMap, Service, ServiceAccount } from "kubernetes-models/v1";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import { PodMonitor, PrometheusRule, ServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1";

export const repository = fileURLToPath(new URL("../../", import.meta.url));
export const chart = repository + "deploy/helm/signal-exporter";

// Helm itself, which run.sh unpacks.
const program = fileURLToPath(new URL("node_modules/.tools/helm/helm", import.meta.url));
const kinds = { DaemonSet, ConfigMap, Service, ServiceAccount, NetworkPolicy, PodMonitor, PrometheusRule, ServiceMonitor };

export const readYaml = (file) => yaml.load(readFileSync(file, "utf8"));

/** Runs Helm and returns its output; throws with its standard error where it fails. */
export const helm = (...args) => execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** The flags that set these values. */
export const sets = (values) => Object.entries(values).flatMap(([key, value]) => ["--set-json", `${key}=${JSON.stringify(value)}`]);

const rendered = new Map();

/** Renders the chart, a directory or a package, with these values beside the defaults. The same is rendered once. */
export function render(values = {}, from = chart) {
  const args = ["template", "test", from, "--namespace", "monitoring", ...sets(values)];
  const key = JSON.stringify(args);
  if (!rendered.has(key)) {
    rendered.set(key, helm(...args));
  }
  return yaml.loadAll(rendered.get(key));
}

/** Empty where the object is valid and has no key that its schema does not know. */
export function problems(object) {
  const kind = kinds[object.kind];
  if (!kind || kind.apiVersion !== object.apiVersion) {
    return [`${object.apiVersion} ${object.kind} is not expected`];
  }

  // The validators say nothing of unknown keys, but they read every key that they know.
  const read = new Set();
  try {
    const model = new kind(object);
    read.clear();
    kind.prototype.validate.call(spy(model, "", read));
  } catch (e) {
    return [`${object.kind}: ${e.message}`];
  }

  return paths(object, "").filter((path) => !read.has(path)).map((path) => `${object.kind}: unknown key ${path}`);
}

const isObject = (value) => typeof value === "object" && value !== null;

const spy = (target, path, read) => new Proxy(target, {
  get(object, key) {
    const value = object[key];
    if (typeof key === "symbol" || !Object.hasOwn(object, key)) {
      return value;
    }
    const here = `${path}/${key}`;
    read.add(here);
    return isObject(value) ? spy(value, here, read) : value;
  },
});

const paths = (value, path) => Object.entries(value).flatMap(([key, child]) =>
  [`${path}/${key}`, ...(isObject(child) ? paths(child, `${path}/${key}`) : [])]);
