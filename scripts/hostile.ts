/**
 * Small files that could hang or kill a reader, through the command line and the built page, and answers that could do
 * so to the page.
 *
 *     npm run hostile [NAME…] [-- --no-page]
 *
 * Each shape of hostile-shapes.ts, or each whose name has NAME in it, is checked by a command line of its own, with a
 * heap of 512 MB, and dropped on a page of its own. Milliseconds of the command line are processor time of all its
 * threads, so that a busy machine does not change them much, less that of checking an empty Flow, the median of three:
 * the start of the program is none of the reading. Megabytes are the peak of all the process holds, the program's own
 * among them. Of the page it is the time from the drop until nothing holds the page up any more, or, where that is less,
 * what the main thread worked and the command line beside it, which reads as the page's worker does: on a machine with
 * other work the clock says little. Behind it stands what the main thread worked. Each answer of client/test-hostile.ts
 * is sent for and looked at, up to four times until one try is within the bounds; the last try is printed.
 *
 * Exit code 1 if a shape takes over two seconds of the command line or of the page, or over 512 MB, leaves the page
 * silent for over two seconds after that, comes to anything else than is expected of it, shows no problem where it has
 * one, makes the page throw, or leaves editor and document apart; if an answer takes over five seconds, or keeps the
 * page for over 200 ms at once, at each try. Exit code 2, and nothing is checked, if a NAME is in no name.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "@playwright/test";
import { startServer } from "../e2e/fixtures.ts";
import { Designer } from "../e2e/pages/designer.ts";
import { listed, quoted } from "../src/base/words.ts";
import { HOSTILE } from "../src/client/test-hostile.ts";
import { type AnswerTimes, timeAnswers } from "./hostile-answers.ts";
import { outcomeOf } from "./hostile-child.ts";
import { dropText, type PageAnswer } from "./hostile-page.ts";
import { HOSTILE_SHAPES, type Outcome } from "./hostile-shapes.ts";
import { readSetup } from "./setup.mjs";

const MAX_MS = 2000;
const MAX_MB = 512;
const MAX_ANSWER_MS = 5000;
const MAX_TASK_MS = 200;
/** A command line that takes longer hangs. */
const GUARD_MS = 60_000;

interface Checked {
  readonly outcome: Outcome | "ended";
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** Has the process tell what it used, on a pipe of its own, when it ends. */
const TELL_USAGE = `data:text/javascript,${encodeURIComponent(
  'import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, JSON.stringify(process.resourceUsage())));',
)}`;

async function check(file: string): Promise<Checked> {
  const main = resolve(import.meta.dirname, "../src/cli/main.ts");
  const options = [`--max-old-space-size=${MAX_MB}`, `--import=${TELL_USAGE}`];
  const child = spawn(process.execPath, [...options, main, "check", file, "--json"], {
    stdio: ["ignore", "pipe", "ignore", "pipe"],
  });
  const guard = setTimeout(() => child.kill("SIGKILL"), GUARD_MS);
  const [output, usage] = await Promise.all([
    textOf(child.stdout!),
    textOf(child.stdio[3] as NodeJS.ReadableStream),
    once(child, "exit"),
  ]);
  clearTimeout(guard);
  if (usage === "" || output === "") {
    return { outcome: "ended", cpuMs: Number.POSITIVE_INFINITY, peakMb: Number.POSITIVE_INFINITY };
  }
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(usage);
  const { problems }: { problems: Parameters<typeof outcomeOf>[0] } = JSON.parse(output);
  return {
    // The command looks for files, which is not what is tried here.
    outcome: outcomeOf(problems.filter(({ code }) => code !== "file-missing")),
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    peakMb: maxRSS / 1024,
  };
}

type OnPage = PageAnswer & { readonly busyMs: number; readonly thrown: readonly string[] };

/** What is left of a page that has crashed or does not answer. */
const GONE = {
  ms: Number.POSITIVE_INFINITY,
  busyMs: Number.POSITIVE_INFINITY,
  silentMs: 0,
  inEditor: true,
  inDocument: true,
  problems: 1,
  cards: 0,
  toast: "",
};

async function drop(browser: Browser, url: string, text: string): Promise<OnPage> {
  const permissions = ["clipboard-read", "clipboard-write"];
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, permissions });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(GUARD_MS);
    const thrown: string[] = [];
    page.on("pageerror", (error) => thrown.push(error.message));
    await page.goto(url);
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const busyMs = async () => {
      const { metrics } = await session.send("Performance.getMetrics");
      return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1000;
    };
    const before = await busyMs();
    const answer = await dropText(page, text);
    return { ...answer, busyMs: (await busyMs()) - before, thrown };
  } catch (error) {
    return { ...GONE, thrown: [`the page is gone: ${(error as Error).message.split("\n")[0]}`] };
  } finally {
    await context.close();
  }
}

const { values, positionals } = parseArgs({
  options: { "no-page": { type: "boolean" } },
  allowPositionals: true,
});
const isAsked = ({ name }: { readonly name: string }) =>
  positionals.length === 0 || positionals.some((part) => name.includes(part));
const shapes = HOSTILE_SHAPES.filter(isAsked);
// Answers need the page.
const answers = values["no-page"] ? [] : HOSTILE.filter(isAsked);
const unknown = positionals.filter(
  (part) => ![...shapes, ...answers].some(({ name }) => name.includes(part)),
);
if (unknown.length > 0) {
  const kinds = values["no-page"] ? "shape" : "shape or answer";
  console.error(
    `No ${kinds} has ${listed(
      unknown.map((part) => quoted(part)),
      "or",
    )} in its name.`,
  );
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "hostile-"));
const server = values["no-page"] ? null : await startServer();
const browser =
  server && (await chromium.launch({ executablePath: readSetup().chromium ?? "", args: ["--no-sandbox"] }));
const row = (name: string, cells: readonly (string | number)[]) =>
  console.log(`${name.padEnd(52)}${cells.map((cell) => String(cell).padStart(10)).join("")}`);
const over: string[] = [];
const counts: Record<string, number> = {};
let slowest = { name: "", ms: 0 };
let slowestPage = { name: "", ms: 0 };
let largest = { name: "", mb: 0 };
let slowestAnswer = { name: "", ms: 0 };
let longestTask = { name: "none of 50 ms", ms: 0 };
try {
  const file = join(folder, "flow.yml");
  writeFileSync(file, "jtype: Flow\nexecutors:\n  - name: a\n");
  const starts = [await check(file), await check(file), await check(file)].map(({ cpuMs }) => cpuMs);
  const startMs = starts.sort((a, b) => a - b)[1]!;
  console.log(
    `${shapes.length} shapes; a start takes ${Math.round(startMs)} ms, which is not counted; ${availableParallelism()} cores`,
  );
  row("shape", ["bytes", "ms", "MB", "outcome", "page ms", "busy ms"]);
  for (const { name, outcome, text: make } of shapes) {
    const text = make();
    writeFileSync(file, text);
    const checked = await check(file);
    const ms = Math.max(0, checked.cpuMs - startMs);
    const page = browser && (await drop(browser, server!.url, text));
    // On a machine with other work the clock says little: what counts is what the page and its worker work.
    const pageMs = page ? Math.min(page.ms, page.busyMs + ms) : 0;
    counts[checked.outcome] = (counts[checked.outcome] ?? 0) + 1;
    slowest = ms > slowest.ms ? { name, ms } : slowest;
    slowestPage = pageMs > slowestPage.ms ? { name, ms: pageMs } : slowestPage;
    largest = checked.peakMb > largest.mb ? { name, mb: checked.peakMb } : largest;
    row(name, [
      Buffer.byteLength(text),
      Math.round(ms),
      Math.round(checked.peakMb),
      checked.outcome,
      ...(page ? [Math.round(pageMs), Math.round(page.busyMs)] : []),
    ]);
    const faults = [
      ...(checked.outcome === outcome ? [] : [`is ${checked.outcome}, not ${outcome}`]),
      ...(ms > MAX_MS ? [`takes ${Math.round(ms)} ms`] : []),
      ...(checked.peakMb > MAX_MB ? [`takes ${Math.round(checked.peakMb)} MB`] : []),
      ...(pageMs > MAX_MS ? [`takes ${Math.round(pageMs)} ms on the page`] : []),
      ...(page && page.silentMs > MAX_MS ? [`leaves the page silent for ${page.silentMs} ms`] : []),
      ...(page && !page.inEditor ? ["is not what the editor shows"] : []),
      ...(page && !page.inDocument ? ["is not what the document holds"] : []),
      ...(page && page.problems + page.cards === 0 && outcome !== "read" ? ["shows no problem"] : []),
      ...(page?.thrown ?? []),
    ];
    over.push(...faults.map((fault) => `${name}: ${fault}`));
  }
  if (browser && answers.length > 0) {
    row("answer", ["ms", "longest"]);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(server.url);
    const isFine = ({ answerMs, taskMs }: AnswerTimes) => answerMs <= MAX_ANSWER_MS && taskMs <= MAX_TASK_MS;
    await timeAnswers(new Designer(page), answers, isFine, ({ name }, times) => {
      const { answerMs, taskMs } = times;
      row(name, [Math.round(answerMs), Math.round(taskMs)]);
      slowestAnswer = answerMs > slowestAnswer.ms ? { name, ms: answerMs } : slowestAnswer;
      longestTask = taskMs > longestTask.ms ? { name, ms: taskMs } : longestTask;
      if (!isFine(times)) {
        over.push(`${name}: takes ${Math.round(answerMs)} ms, at once up to ${Math.round(taskMs)} ms`);
      }
    });
  }
} finally {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true });
}
console.log(
  `\n${Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(", ")}`,
);
console.log(
  `slowest: ${Math.round(slowest.ms)} ms (${slowest.name}); peak: ${Math.round(largest.mb)} MB (${largest.name})`,
);
if (browser) {
  console.log(`slowest on the page: ${Math.round(slowestPage.ms)} ms (${slowestPage.name})`);
  console.log(
    `${answers.length} answers, slowest: ${Math.round(slowestAnswer.ms)} ms (${slowestAnswer.name}); longest task: ${Math.round(longestTask.ms)} ms (${longestTask.name})`,
  );
}
for (const fault of over) {
  console.log(`OVER ${fault}`);
}
process.exitCode = over.length > 0 ? 1 : 0;
