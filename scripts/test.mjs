/**
 * Runs all checks one after the other, whatever fails, and ends with the line "N passed, N failed" (and ", N skipped"
 * if there are any). Type check and lint count as one test each. A flaky test has failed, and so has a runner that ran
 * nothing, or that ends badly although it reports no failure. What failed is named once more before the last line. Exit code 1 if
 * anything failed.
 *
 * Needs what `node scripts/setup.mjs --test` sets up; what that could not get is said at the beginning and at the end.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { delimiter, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { readSetup } from "./setup.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const ARTEFACTS = join(ROOT, ".cache", "test");

/** Runs a program from node_modules/.bin. `output` is what it wrote, or "" if it went straight to the terminal. */
function run(command, args, { buffered = false, env = {} } = {}) {
  const path = `${join(ROOT, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`;
  const child = spawn(command, args, {
    cwd: ROOT,
    // Python keeps what it compiles, wherever it is told not to: the tests import Jina again and again, and compiling all of
    // it takes two thirds of that. So does Node: the command line is started some hundred times.
    env: {
      ...process.env,
      PATH: path,
      PYTHONDONTWRITEBYTECODE: "",
      NODE_COMPILE_CACHE: join(ROOT, ".cache", "node"),
      ...env,
    },
    stdio: ["ignore", buffered ? "pipe" : "inherit", buffered ? "pipe" : "inherit"],
    shell: process.platform === "win32",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  return new Promise((done) => {
    child.on("error", (error) => done({ ok: false, output: `${output}${error.message}\n` }));
    child.on("close", (code) => done({ ok: code === 0, output }));
  });
}

/** Counts of a runner; one that ended badly, or ran nothing, has at least one failure. */
function counted(ok, passed, failed, skipped) {
  const isUnexplained = failed === 0 && (!ok || passed === 0);
  return { passed, failed: isUnexplained ? 1 : failed, skipped };
}

/** Counts from Vitest's JSON report, or null for none. A file that fails before its first test counts as one failure. */
export function countVitest(report, ok) {
  const {
    numPassedTests = 0,
    numFailedTests = 0,
    numPendingTests = 0,
    numTodoTests = 0,
    testResults = [],
  } = report ?? {};
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  return counted(ok, numPassedTests, numFailedTests + broken.length, numPendingTests + numTodoTests);
}

/** Counts from Playwright's JSON report, or null for none. */
export function countPlaywright(report, ok) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {};
  return counted(ok, expected, unexpected + flaky, skipped);
}

const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];

/** Why tests of Playwright's JSON report were not run, each reason once, as they give it themselves. */
export function skipReasons(report) {
  const reasons = specsOf(report ?? {})
    .flatMap(({ title, tests }) => tests.map((test) => ({ title, ...test })))
    .filter(({ status }) => status === "skipped")
    .map(({ title, annotations = [] }) => {
      const reason = annotations.find(({ type, description }) => type === "skip" && description);
      return reason?.description ?? `Not run: ${title}`;
    });
  return [...new Set(reasons)];
}

/** What ended badly, a line each. `message` may have several lines and colours of the terminal. */
const failure = (file, title, message = "") =>
  `${relative(ROOT, file)} › ${title}: ${stripVTControlCharacters(message).trim().split("\n", 1)[0]}`;

/** What failed by Vitest's JSON report, or null for none. */
export function vitestFailures(report) {
  return (report?.testResults ?? [])
    .filter(({ status }) => status === "failed")
    .flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter((test) => test.status === "failed");
      return failed.length === 0
        ? [failure(name, "before its first test", message)]
        : failed.map(({ fullName, failureMessages = [] }) => failure(name, fullName, failureMessages[0]));
    });
}

/** What failed by Playwright's JSON report, or null for none. */
export function playwrightFailures(report) {
  return specsOf(report ?? {}).flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ results = [] }) =>
        failure(join(ROOT, "e2e", file), title, results.find(({ error }) => error)?.error.message),
      ),
  );
}

/** The last line, and whether all is well. */
export function summary(counts) {
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
  const skipped = sum("skipped");
  return {
    line: `${sum("passed")} passed, ${sum("failed")} failed${skipped ? `, ${skipped} skipped` : ""}`,
    ok: sum("failed") === 0 && sum("passed") > 0,
  };
}

function readReport(file) {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
  } catch {
    // A runner that was killed leaves half a file: no report.
    return null;
  }
}

/** Type check and lint side by side; their outputs one after the other. */
async function checkSources() {
  const checks = {
    "Type check": run("tsc", ["--noEmit"], { buffered: true }),
    Lint: run("biome", ["check", "--error-on-warnings", "."], { buffered: true }),
  };
  const counts = [];
  for (const [title, running] of Object.entries(checks)) {
    const { ok, output } = await running;
    console.log(`${title}: ${ok ? "fine" : "failed"}`);
    if (!ok) {
      console.log(output);
    }
    counts.push({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });
  }
  return counts;
}

async function runVitest() {
  const file = join(ARTEFACTS, "vitest.json");
  const { ok } = await run("vitest", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile=${file}`,
  ]);
  const report = readReport(file);
  return { ...countVitest(report, ok), failures: vitestFailures(report) };
}

async function runPlaywright() {
  const file = join(ARTEFACTS, "playwright.json");
  const { ok } = await run(
    "playwright",
    ["test", "--reporter=line,json,./e2e/cells-reporter.ts", `--output=${join(ARTEFACTS, "playwright")}`],
    {
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    },
  );
  const report = readReport(file);
  for (const reason of skipReasons(report)) {
    console.log(reason);
  }
  return { ...countPlaywright(report, ok), failures: playwrightFailures(report) };
}

async function main() {
  const missing = Object.values(readSetup().missing);
  const sayMissing = () => {
    for (const sentence of missing) {
      console.error(sentence);
    }
  };
  rmSync(ARTEFACTS, { recursive: true, force: true });
  mkdirSync(ARTEFACTS, { recursive: true });
  sayMissing();
  const counts = [...(await checkSources()), await runVitest(), await runPlaywright()];
  const { line, ok } = summary(counts);
  for (const sentence of counts.flatMap(({ failures = [] }) => failures)) {
    console.log(sentence);
  }
  sayMissing();
  console.log(line);
  process.exitCode = ok ? 0 : 1;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main();
}
