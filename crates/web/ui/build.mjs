// Builds dist/: bundles styles and scripts, cuts the fonts to the product's three languages,
// collects the icons in one sprite, and leaves a .br and a .gz beside what compresses.
// It reads only this folder and node_modules, and never the network.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import subsetFont from "subset-font";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, "node_modules");
const watching = process.argv.includes("--watch");
const home = path.join(here, "dist");
// Built aside and put in place at the end: whoever compiles meanwhile finds the whole of the last build.
const dist = watching ? home : path.join(modules, `.dist-${process.pid}`);

/** What the interface's words are made of: Latin-1, the letters of sl, cs and their neighbours, and typographic signs. */
const LATIN = range(0x20, 0x7e) + range(0xa0, 0xff) + "\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u20ac\u2191\u2192\u2193\u2212\u2713\u00d7";
const LATIN_EXT = range(0x100, 0x17f) + "\u0218\u0219\u021a\u021b\u1e9e";

/** What European names are written with: the handwriting face is fetched by those who type their signature. */
const NAMES = " &'(),-." + range(0x30, 0x39) + range(0x41, 0x5a) + range(0x61, 0x7a) + range(0xc0, 0xd6) + range(0xd8, 0xf6) + range(0xf8, 0xff) + "\u2019\u2013"
  + "ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİıĶķĹĺĽľŁłŃńŅņŇňŐőŒœŔŕŘřŚśŞşŠšŢţŤťŪūŮůŰűŲųŹźŻżŽž";

function range(first, last) {
  return String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, step) => first + step));
}

/** Inter with only our letters and the weights that the tokens name. */
async function fonts() {
  await mkdir(path.join(dist, "fonts"), { recursive: true });
  const source = path.join(modules, "@fontsource-variable/inter/files");
  const weights = { wght: { min: 400, max: 700, default: 400 } };
  for (const [part, letters] of [["latin", LATIN], ["latin-ext", LATIN_EXT]]) {
    const whole = await readFile(path.join(source, `inter-${part}-wght-normal.woff2`));
    const cut = await subsetFont(whole, letters, { targetFormat: "woff2", variationAxes: weights });
    await writeFile(path.join(dist, "fonts", `inter-${part}.woff2`), cut);
  }
  // The PDF side embeds these two whole, and subsets them for each document itself.
  const expo = path.join(modules, "@expo-google-fonts");
  await cp(path.join(expo, "noto-sans/400Regular/NotoSans_400Regular.ttf"), path.join(dist, "fonts/NotoSans-Regular.ttf"));
  await cp(path.join(expo, "caveat/400Regular/Caveat_400Regular.ttf"), path.join(dist, "fonts/Caveat-Regular.ttf"));
  const hand = await readFile(path.join(expo, "caveat/400Regular/Caveat_400Regular.ttf"));
  await writeFile(path.join(dist, "fonts/caveat.woff2"), await subsetFont(hand, NAMES, { targetFormat: "woff2", noLayoutClosure: true }));
}

/** One SVG with a <symbol> for every icon that icons.txt names. */
async function sprite() {
  const names = (await readFile(path.join(here, "icons.txt"), "utf8")).split("\n").filter(Boolean);
  const symbols = await Promise.all(names.map(async (name) => {
    const svg = await readFile(path.join(modules, "lucide-static/icons", `${name}.svg`), "utf8");
    const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.indexOf("</svg>")).replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
  }));
  await writeFile(path.join(dist, "sprite.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
  await cp(path.join(here, "src/icon.svg"), path.join(dist, "icon.svg"));
}

/** `@import "dark-tokens"` becomes src/css/dark.css twice: for the system's wish, and for the explicit switch. */
const darkTokens = {
  name: "dark-tokens",
  setup(build) {
    const file = path.join(here, "src/css/dark.css");
    build.onResolve({ filter: /^dark-tokens$/ }, () => ({ path: file, namespace: "dark" }));
    build.onLoad({ filter: /.*/, namespace: "dark" }, async () => {
      const body = (await readFile(file, "utf8")).match(/\{([\s\S]*)\}/)[1];
      const contents = `@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${body}} }\n:root[data-theme="dark"] {${body}}`;
      return { contents, loader: "css", resolveDir: path.dirname(file), watchFiles: [file] };
    });
  },
};

/** Addresses of fonts carry the hash of their bytes, as every address of an asset does. */
const stampedFonts = {
  name: "stamped-fonts",
  setup(build) {
    build.onEnd(async () => {
      for (const name of (await readdir(dist)).filter((entry) => entry.endsWith(".css"))) {
        const file = path.join(dist, name);
        const css = await readFile(file, "utf8");
        const stamps = new Map();
        for (const [, font] of css.matchAll(/\/assets\/(fonts\/[\w.-]+\.woff2)/g)) {
          stamps.set(font, createHash("sha256").update(await readFile(path.join(dist, font))).digest("hex").slice(0, 12));
        }
        await writeFile(file, css.replace(/\/assets\/(fonts\/[\w.-]+\.woff2)(\?v=\w+)?/g, (_, font) => `/assets/${font}?v=${stamps.get(font)}`));
      }
    });
  },
};

/** Smallest at build, so that no request pays for it. */
async function compress() {
  for (const name of await readdir(dist)) {
    if (!/\.(css|js|svg)$/.test(name)) continue;
    const bytes = await readFile(path.join(dist, name));
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    await writeFile(path.join(dist, `${name}.br`), brotliCompressSync(bytes, options));
    await writeFile(path.join(dist, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

const entries = ["app.css", "sign.css", "editor.css"].map((name) => `src/css/${name}`)
  .concat(["app", "editor", "sign"].map((name) => `src/${name}.ts`))
  .filter((entry) => existsSync(path.join(here, entry)));

const options = {
  absWorkingDir: here,
  entryPoints: entries.map((entry) => ({ in: entry, out: path.basename(entry).replace(/\.\w+$/, "") })),
  outdir: dist,
  bundle: true,
  minify: !watching,
  format: "esm",
  target: ["chrome100", "safari15.4", "firefox102"],
  external: ["/assets/*"],
  logLevel: "info",
  plugins: [darkTokens, stampedFonts],
};

await mkdir(dist, { recursive: true });
await fonts();
await sprite();
if (watching) {
  await (await esbuild.context(options)).watch();
} else {
  await esbuild.build(options);
  await compress();
  await rm(home, { recursive: true, force: true });
  await rename(dist, home);
}
