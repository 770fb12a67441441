/**
 * Makes ready what the other commands need, and nothing that is ready already.
 *
 *     node scripts/setup.mjs          packages and the built pages                          (before `npm start`)
 *     node scripts/setup.mjs --test   these, a Chromium and two Pythons with the real Jina  (before `npm test`)
 *
 * It runs before any package is there, on the Node that started npm, so it knows Node 20's own modules only. Each step
 * leaves a stamp, the SHA-256 of what went into it; an equal stamp means that there is nothing to do.
 *
 * Before `npm start` a failure ends with a sentence and exit code 1. Before `npm test` it does not: what is missing is
 * written to .cache/setup.json, the tests run, and those that need it fail with that sentence.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const SETUP_JSON = join(ROOT, ".cache", "setup.json");
const UV = "uv==0.13.9";
const PROBE_MS = 20_000;
const INSTALL_MS = 20 * 60_000;
const GENERATIONS = ["v1", "v2"];

/** A step that could not be done: the sentence that people read, and what the failing program said. */
export class Missing extends Error {
  constructor(sentence, output = "") {
    super(sentence);
    this.output = output.trim();
  }
}

/**
 * SHA-256, in hex, of texts in order. Each goes in with its length, so that ["ab", "c"] and ["a", "bc"] differ.
 */
export function stampOf(parts) {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(`${Buffer.byteLength(part)}:`).update(part);
  }
  return hash.digest("hex");
}

/**
 * The files that `paths` (files or folders below `root`; absent ones count as empty) hold, as [path, content, ...],
 * sorted, without unit tests: these never get into a build.
 */
export function contentsOf(root, paths) {
  const files = paths.flatMap((path) => {
    const full = join(root, path);
    if (!existsSync(full)) {
      return [];
    }
    return statSync(full).isDirectory()
      ? readdirSync(full, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
          .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      : [full];
  });
  return files.sort().flatMap((file) => [relative(root, file), readFileSync(file, "latin1")]);
}

/** Whether the stamp file holds this stamp. */
export function isFresh(file, stamp) {
  return existsSync(file) && readFileSync(file, "utf8") === stamp;
}

/**
 * Debian's Chromium without windows, by the program itself: what stands in /usr/bin is a shell that would outlive it. It
 * shows pages as the whole browser does, and opens them in half the time.
 */
const HEADLESS_SHELL = "/usr/lib/chromium/chromium-headless-shell";
const DEBIAN_CHROMIUM = "/usr/bin/chromium";

/** The programs that may be a Chromium, best first. CHROMIUM_PATH stands alone: who names one wants that one. */
export function chromiumCandidates(env, platform) {
  if (env.CHROMIUM_PATH) {
    return [env.CHROMIUM_PATH];
  }
  return platform === "darwin"
    ? ["Google Chrome", "Chromium"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
    : [
        HEADLESS_SHELL,
        DEBIAN_CHROMIUM,
        ...["chromium-browser", "google-chrome", "google-chrome-stable"].map((name) => `/usr/bin/${name}`),
      ];
}

/**
 * The programs that may be a fitting Python, best first; JINA_PYTHON stands alone. `pyenvVersions` are the folders of
 * pyenv's installed versions, whose interpreters need not be on the PATH.
 */
export function pythonCandidates(env, pyenvVersions) {
  if (env.JINA_PYTHON) {
    return [env.JINA_PYTHON];
  }
  const fitting = pyenvVersions.filter((folder) => /^3\.1[01]\.\d+$/.test(basename(folder)));
  return ["python3.10", "python3.11", "python3", ...fitting.map((folder) => join(folder, "bin", "python"))];
}

function pyenvVersions(env) {
  const versions = join(env.PYENV_ROOT || join(homedir(), ".pyenv"), "versions");
  return existsSync(versions)
    ? readdirSync(versions)
        .sort()
        .map((name) => join(versions, name))
    : [];
}

function aptInstall(host, packages) {
  const apt = (...args) =>
    host.run("apt-get", ["-o", "DPkg::Lock::Timeout=300", ...args], {
      env: { DEBIAN_FRONTEND: "noninteractive" },
      timeoutMs: INSTALL_MS,
    }).ok;
  return host.isRoot && apt("update") && apt("install", "-y", "--no-install-recommends", ...packages);
}

/** Playwright's own Chromiums, if they are there: it tells their folders, the program lies one folder deeper. */
function playwrightChromiums(host) {
  const told = host.run("playwright", ["install", "--dry-run", "chromium-headless-shell", "chromium"]);
  const folders = [...told.output.matchAll(/Install location:\s+(.+)/g)].map((match) => match[1].trim());
  return folders
    .flatMap((folder) => host.list(folder).flatMap((inner) => host.list(inner)))
    .filter((file) => ["chrome-headless-shell", "headless_shell", "chrome"].includes(basename(file)));
}

/**
 * The path of a Chromium that starts, installed if there is none.
 * @throws Missing
 */
export function findChromium(host) {
  const starts = (path) => host.run(path, ["--version"]).ok;
  const candidates = chromiumCandidates(host.env, host.platform);
  const found = candidates.find(starts);
  if (found === DEBIAN_CHROMIUM && aptInstall(host, ["chromium-headless-shell"]) && starts(HEADLESS_SHELL)) {
    return HEADLESS_SHELL;
  }
  if (found) {
    return found;
  }
  if (host.env.CHROMIUM_PATH) {
    throw new Missing(
      `CHROMIUM_PATH names ${host.env.CHROMIUM_PATH}, which does not start: name a Chromium that does.`,
    );
  }
  const own = () => playwrightChromiums(host).find(starts);
  const installed =
    own() ??
    (aptInstall(host, ["chromium-headless-shell", "fonts-liberation"])
      ? candidates.find(starts)
      : undefined) ??
    (host.run("playwright", ["install", "chromium-headless-shell"], { timeoutMs: INSTALL_MS }).ok
      ? own()
      : undefined);
  if (!installed) {
    throw new Missing(
      "A Chromium is missing: install one (Debian: apt-get install chromium-headless-shell; elsewhere: npx playwright install " +
        "chromium-headless-shell) or name one in CHROMIUM_PATH.",
    );
  }
  return installed;
}

/**
 * The path of a Python 3.10 or 3.11 that can make environments, installed if there is none. Jina 3.34 with these
 * packages does not install on 3.9 and does not work on 3.12.
 * @throws Missing
 */
export function findPython(host) {
  if (host.platform === "win32") {
    throw new Missing("Jina does not install on Windows: run the tests on Linux, macOS or WSL.");
  }
  // Debian's bare python3 has neither module: it would fail halfway through making the environment.
  const probe =
    "import ensurepip, sys, venv; print('fits', sys.version_info[:2] in [(3, 10), (3, 11)], sys.executable)";
  const pathOf = (candidate) => /^fits True (.+)$/m.exec(host.run(candidate, ["-c", probe]).output)?.[1];
  const search = () => {
    for (const candidate of pythonCandidates(host.env, host.pyenvVersions)) {
      const path = pathOf(candidate);
      if (path) {
        return path;
      }
    }
    return undefined;
  };
  const found = search();
  if (found) {
    return found;
  }
  if (host.env.JINA_PYTHON) {
    throw new Missing(
      `JINA_PYTHON names ${host.env.JINA_PYTHON}, which is not a Python 3.10 or 3.11 with ensurepip and venv: name one that is.`,
    );
  }
  const installed = aptInstall(host, ["python3", "python3-venv"]) ? search() : undefined;
  if (!installed) {
    throw new Missing(
      "A Python 3.10 or 3.11 with its venv module is missing: install one (Debian and Ubuntu: apt-get install python3 " +
        "python3-venv) or name one in JINA_PYTHON.",
    );
  }
  return installed;
}

/** The last line of a program's output that says something, for a sentence. */
export function lastWords(output) {
  return output.trim().split("\n").pop()?.trim() || "it said nothing";
}

/** Runs a program to its end without a terminal; `env` adds to the environment. */
function run(command, args, { env = {}, timeoutMs = PROBE_MS } = {}) {
  const path = `${join(ROOT, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`;
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    env: { ...process.env, PATH: path, ...env },
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
    timeout: timeoutMs,
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32" && !command.includes(".exe"),
  });
  return { ok: status === 0, output: `${stdout ?? ""}${stderr ?? ""}${error ? `\n${error.message}` : ""}` };
}

/** This machine, as far as the search for programs looks at it. */
function thisMachine() {
  return {
    env: process.env,
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    pyenvVersions: pyenvVersions(process.env),
    run,
    list: (folder) => {
      const isFolder = existsSync(folder) && statSync(folder).isDirectory();
      return isFolder ? readdirSync(folder).map((name) => join(folder, name)) : [];
    },
  };
}

/** npm, on the Node that started it: the one in node_modules is about to be replaced. */
function npm(args) {
  const cli = process.env.npm_execpath;
  return cli && basename(cli).startsWith("npm")
    ? run(process.env.npm_node_execpath || process.execPath, [cli, ...args], { timeoutMs: INSTALL_MS })
    : run("npm", args, { timeoutMs: INSTALL_MS });
}

/**
 * Does `work` unless its stamp is in `file`, and says in one line what it did and for how long. `stamp` is asked again
 * afterwards, as `work` may make what it looks at; "" stands for "not there".
 */
function step(title, file, stamp, work) {
  const before = stamp();
  if (before && isFresh(file, before)) {
    return;
  }
  rmSync(file, { force: true });
  process.stdout.write(`${title} … `);
  const startedAtMs = Date.now();
  try {
    work();
  } finally {
    console.log(`${((Date.now() - startedAtMs) / 1000).toFixed(1)} s`);
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stamp());
}

function setUpPackages() {
  const stamp = stampOf([
    process.platform,
    process.arch,
    ...contentsOf(ROOT, ["package.json", "package-lock.json", ".npmrc"]),
  ]);
  step(
    "Installing npm packages",
    join(ROOT, "node_modules", ".setup-stamp"),
    () => stamp,
    () => {
      const { ok, output } = npm([
        "ci",
        "--ignore-scripts",
        "--include=dev",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
      ]);
      if (!ok) {
        throw new Missing("The npm packages could not be installed: see what npm says about it.", output);
      }
    },
  );
}

/** Vite empties its folder first, so the stamp in there is gone as soon as anybody else builds. */
function setUpPages() {
  const inputs = [
    "src",
    "public",
    "proto",
    "index.html",
    "mermaid.html",
    "vite.config.ts",
    "vite.frame.config.ts",
  ];
  const stamp = stampOf(
    contentsOf(ROOT, [...inputs, "scripts/compress.ts", "package.json", "package-lock.json"]),
  );
  step(
    "Building the pages",
    join(ROOT, "dist", ".setup-stamp"),
    () => stamp,
    () => {
      const { ok, output } = npm(["run", "build"]);
      if (!ok) {
        throw new Missing("The pages could not be built: see what npm run build says.", output);
      }
    },
  );
}

/** Returns the path of a Chromium that starts; `known` is the one found last time, or null. */
function setUpChromium(known) {
  let path = known;
  const stamp = () => {
    if (!path || !existsSync(path)) {
      return "";
    }
    const { size, mtimeMs } = statSync(path);
    return stampOf([process.env.CHROMIUM_PATH ?? "", path, String(size), String(mtimeMs)]);
  };
  step("Looking for a Chromium", join(ROOT, ".cache", "chromium.stamp"), stamp, () => {
    path = findChromium(thisMachine());
  });
  return path;
}

/** The Python of a generation's environment. */
export function environmentPython(generation) {
  return join(ROOT, ".venvs", `docarray-${generation}`, "bin", "python");
}

/** uv installs in a tenth of pip's time. Without it (no network, no binary for this machine) pip does it. */
function findUv(python) {
  const tools = join(ROOT, ".venvs", "tools");
  const uv = join(tools, "bin", "uv");
  if (run(uv, ["--version"]).output.includes(UV.replace("==", " "))) {
    return uv;
  }
  rmSync(tools, { recursive: true, force: true });
  const options = { timeoutMs: INSTALL_MS };
  const made = run(python, ["-m", "venv", tools], options).ok;
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV];
  return made && run(join(tools, "bin", "python"), pip, options).ok ? uv : undefined;
}

/** A generation's packages with uv, else with pip. Both take the list as it is: no resolver agrees with it. */
function installJina(python, generation, requirements) {
  const inside = environmentPython(generation);
  const folder = dirname(dirname(inside));
  const uv = findUv(python);
  // Behind a proxy that signs its own certificates, uv finds them only in the system's store.
  const options = { timeoutMs: INSTALL_MS, env: { UV_SYSTEM_CERTS: "1", UV_PYTHON_DOWNLOADS: "never" } };
  rmSync(folder, { recursive: true, force: true });
  const uvInstall = ["pip", "install", "--python", inside, "--no-deps", "-r", requirements];
  if (uv && run(uv, ["venv", "--python", python, folder], options).ok && run(uv, uvInstall, options).ok) {
    return;
  }
  rmSync(folder, { recursive: true, force: true });
  const pipInstall = ["-m", "pip", "install", "--disable-pip-version-check", "--no-deps", "-r", requirements];
  let last = run(python, ["-m", "venv", folder], options);
  last = last.ok ? run(inside, pipInstall, options) : last;
  if (!last.ok) {
    throw new Missing(
      `Jina with docarray ${generation} could not be installed from the Python package index: ${lastWords(last.output)}`,
    );
  }
}

/**
 * The stamp of an environment: its list, the program behind it and that program's version. A Python that was replaced
 * by a newer one keeps the link but not the packages.
 */
function environmentStamp(generation, requirements) {
  const inside = environmentPython(generation);
  if (!existsSync(inside)) {
    return "";
  }
  const version = /^version(?:_info)?\s*=\s*(.+)$/m.exec(
    readFileSync(join(dirname(dirname(inside)), "pyvenv.cfg"), "utf8"),
  );
  return stampOf([
    process.env.JINA_PYTHON ?? "",
    readFileSync(requirements, "utf8"),
    realpathSync(inside),
    version?.[1] ?? "",
  ]);
}

/** One environment with Jina and docarray of one generation, "v1" or "v2". */
function setUpJina(generation) {
  const requirements = join(ROOT, "engine", `requirements-docarray-${generation}.txt`);
  const inside = environmentPython(generation);
  const stamp = () => environmentStamp(generation, requirements);
  step(
    `Installing Jina with docarray ${generation}`,
    join(dirname(dirname(inside)), ".setup-stamp"),
    stamp,
    () => {
      installJina(findPython(thisMachine()), generation, requirements);
      const tried = run(inside, ["-c", "import jina"], {
        env: { JINA_OPTOUT_TELEMETRY: "1" },
        timeoutMs: 120_000,
      });
      if (!tried.ok) {
        throw new Missing(
          `Jina with docarray ${generation} is installed but does not start: ${lastWords(tried.output)}`,
        );
      }
    },
  );
}

/**
 * What the last set-up for tests found: the Chromium's path, and a sentence for each thing that is missing, by its key
 * "packages", "pages", "chromium", "docarray-v1" or "docarray-v2". Before the first set-up all of it is missing.
 */
export function readSetup() {
  if (!existsSync(SETUP_JSON)) {
    const sentence = "The tests have not been set up: run node scripts/setup.mjs --test.";
    const keys = ["chromium", ...GENERATIONS.map((generation) => `docarray-${generation}`)];
    return { chromium: null, missing: Object.fromEntries(keys.map((key) => [key, sentence])) };
  }
  return JSON.parse(readFileSync(SETUP_JSON, "utf8"));
}

/** Prints what went wrong, the sentence last, and returns the sentence. Anything but Missing is our own mistake. */
function report(error) {
  if (!(error instanceof Missing)) {
    throw error;
  }
  console.error([error.output, error.message].filter(Boolean).join("\n"));
  return error.message;
}

/** Does all steps for the tests, whatever fails, and writes down what is there. */
function setUpTests() {
  const known = readSetup().chromium;
  const found = { chromium: null, missing: {} };
  const steps = {
    packages: setUpPackages,
    pages: setUpPages,
    chromium: () => {
      found.chromium = setUpChromium(known);
    },
  };
  for (const generation of GENERATIONS) {
    steps[`docarray-${generation}`] = () => setUpJina(generation);
  }
  for (const [key, work] of Object.entries(steps)) {
    try {
      work();
    } catch (error) {
      found.missing[key] = report(error);
    }
  }
  mkdirSync(dirname(SETUP_JSON), { recursive: true });
  writeFileSync(SETUP_JSON, `${JSON.stringify(found, null, 2)}\n`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    console.error(`Node 20 or newer is needed; this is ${process.versions.node}.`);
    process.exitCode = 1;
  } else if (process.argv.includes("--test")) {
    setUpTests();
  } else {
    try {
      setUpPackages();
      setUpPages();
    } catch (error) {
      report(error);
      process.exitCode = 1;
    }
  }
}
