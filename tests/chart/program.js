// Runs the real program as the chart's container would.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { repository } from "./manifests.js";

const program = process.env.PROGRAM || `${repository}out/signal-exporter`;

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** What the keys of all secrets hold. */
export const secret = "authorization=Bearer%20abc";

/** Starts the program with the container's arguments and environment, and waits until its probes say that it works. */
export async function accepts(t, renderOn, check = () => {}) {
  const port = await freePort();
  const objects = renderOn(port);
  const directory = mkdtempSync(join(tmpdir(), "signal-exporter-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const { container, args } = inDirectory(objects, directory);
  const env = Object.fromEntries(container.env.map(({ name, value, valueFrom }) =>
    [name, value?.replaceAll("$(NODE_NAME)", "node") ?? (valueFrom.secretKeyRef ? secret : "node")]));
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "inherit", "pipe"] });
  let errors = "";
  child.stderr.on("data", (data) => errors += data);
  const exited = once(child, "exit");
  try {
    for (const probe of [container.livenessProbe, container.readinessProbe]) {
      assert.equal(probe.httpGet.port, container.ports[0].name);
      assert.equal(await get(child, container.ports[0].containerPort, probe.httpGet.path), 200, errors);
    }
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    assert.match(metrics, /^target_info\{.*host_name="node"/m);
    await check(metrics, port);
  } finally {
    child.kill("SIGTERM");
    const [code] = await exited;
    assert.equal(code, 0, errors);
  }
}

/** The container with the files of its config map in a directory of ours. */
function inDirectory(objects, directory) {
  const { containers: [container], volumes } = objects.find((object) => object.kind === "DaemonSet").spec.template.spec;
  const mount = container.volumeMounts?.find(({ name }) => name === "config");
  if (!mount) {
    return { container, args: container.args };
  }
  const volume = volumes.find(({ name }) => name === mount.name);
  const map = objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === volume.configMap.name);
  for (const [file, text] of Object.entries(map.data)) {
    writeFileSync(join(directory, file), text);
  }
  return { container, args: container.args.map((arg) => arg.replace(`=${mount.mountPath}/`, `=${directory}/`)) };
}

async function get(child, port, path) {
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt++) {
    try {
      return (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    } catch {
      await setTimeout(100);
    }
  }
  return null;
}
