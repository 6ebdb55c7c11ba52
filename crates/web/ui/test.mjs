// Bundles src/**/*.test.ts with esbuild and runs them with Node's own test runner.
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const source = path.join(path.dirname(fileURLToPath(import.meta.url)), "src");
const tests = (await readdir(source, { recursive: true })).filter((name) => name.endsWith(".test.ts"));
const folder = await mkdtemp(path.join(tmpdir(), "podpis-ui-"));
await esbuild.build({
  absWorkingDir: source,
  entryPoints: tests,
  outbase: source,
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  platform: "node",
  logLevel: "warning",
});
const files = tests.map((name) => path.join(folder, name.replace(/\.ts$/, ".mjs")));
const { status } = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" });
await rm(folder, { recursive: true, force: true });
process.exit(status ?? 1);
