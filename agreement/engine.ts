/**
 * The real Jina for tests: asks it what it makes of a Flow file, and runs Flow files with it, under either generation of
 * docarray. Both throw the set-up's sentence if that generation could not be installed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { environmentPython, readSetup } from "../scripts/setup.mjs";
import type { EngineWords } from "../src/formats/export/export-refusal.ts";
import type { AcceptedGraph, RefusedGraph } from "../src/formats/export/graph.ts";

/** The two generations of docarray that Jina 3 runs with. */
export type Generation = "v1" | "v2";

/** What may stand around a Flow file's text. */
export interface Around {
  /** All variables of the environment. */
  env?: Readonly<Record<string, string>>;
  /** Variables that Python code hands over with the file. */
  context?: Readonly<Record<string, string>>;
  /** Texts of other files by their path, relative to the Flow file's folder. */
  files?: Readonly<Record<string, string>>;
  /** Whether the engine is to export the Flow too. */
  exports?: boolean;
  /** A Python program that is to build the same Flow. */
  program?: string | undefined;
}

/** No answer was to be had: the question took too long, or would have started or sent something. */
interface Unanswered {
  ok: false;
  error: { phase: "ask"; type: string; message: string };
  warnings: [];
}

/** In the words of `graph --json`; `end` is the node whose answer the gateway returns, `gateway` if there is none. */
export type EngineAnswer = RefusedGraph | (AcceptedGraph & { end: string } & EngineExports) | Unanswered;

/** What the engine exports, if it is asked for, and null for what it refuses. */
export interface EngineExports extends FileExports {
  /** What came of the program, in the words of the Flow's own answer. */
  program?: Readonly<Record<string, unknown>> | null;
  programError?: EngineWords;
}

/** What the engine has methods for. */
export interface FileExports {
  dump?: string | null;
  k8s?: Readonly<Record<string, string>> | null;
  compose?: string | null;
  dumpError?: EngineWords;
  k8sError?: EngineWords;
  composeError?: EngineWords;
}

/** A running Python process that answers questions. */
export interface Asker {
  /** What the engine makes of a Flow file's text. Questions may overlap. */
  ask(yaml: string, around?: Around): Promise<EngineAnswer>;
  close(): void;
}

/** A real Flow that was started. */
export interface RunningFlow {
  /** The gateway's first port, on all interfaces. */
  readonly port: number;
  /** The gateway's ports by protocol. */
  readonly ports: Readonly<Partial<Record<"grpc" | "http" | "websocket", number>>>;
  stop(): Promise<void>;
  /** Ends it at once, gateway and executors, as when the machine fails. */
  kill(): Promise<void>;
}

const ENGINE = resolve(import.meta.dirname, "..", "engine");
const START_MS = 60_000;
const STOP_MS = 8_000;
const STDERR_TAIL = 4_000;

interface Script {
  readonly child: ChildProcess;
  readonly lines: Interface;
  /** The end of what it wrote to stderr. */
  tail(): string;
}

/** Starts a script of ours as a process group of its own, so that what it starts can be ended with it. */
function startScript(generation: Generation, script: string): Script {
  const missing = readSetup().missing[`docarray-${generation}`];
  if (missing) {
    throw new Error(missing);
  }
  const python = environmentPython(generation);
  if (!existsSync(python)) {
    throw new Error(`There is no ${python}: run node scripts/setup.mjs --test.`);
  }
  const child = spawn(python, [join(ENGINE, script)], {
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  // A question to a process that has just ended: its end is what gets reported.
  child.stdin.on("error", () => {});
  let tail = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    tail = (tail + text).slice(-STDERR_TAIL);
  });
  return { child, lines: createInterface({ input: child.stdout }), tail: () => tail };
}

/** Sends a signal to a process, or to a group, which is its leader's number with a minus. */
function signal(pid: number, name: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

/** Waits for the end that a process was asked for, forces it after STOP_MS, and ends what is left of its group. */
async function endOf(pid: number, ended: Promise<unknown>): Promise<void> {
  const timer = setTimeout(signal, STOP_MS, -pid, "SIGKILL");
  await ended;
  clearTimeout(timer);
  signal(-pid, "SIGKILL");
}

/** What becomes of a Flow that engine/run_flows.py was asked to run. */
interface Told {
  pid?: number;
  ready?: boolean;
  error?: string;
  port?: number;
  ports?: RunningFlow["ports"];
  log?: string;
}

/** A Python that has imported Jina and forks a process for each Flow. */
interface Starter {
  /** Runs a Flow; `tell` is given each line about it, and after its end nothing more. */
  run(question: object, tell: (told: Told) => void): void;
  /** Ends it at once, and so all of its Flows. */
  kill(): void;
}

/** One for each generation, for as long as this process lives: importing Jina takes half of a Flow's start. */
const starters = new Map<Generation, Starter>();

function starterOf(generation: Generation): Starter {
  const known = starters.get(generation);
  if (known) {
    return known;
  }
  const { child, lines, tail } = startScript(generation, "run_flows.py");
  const tellers = new Map<number, (told: Told) => void>();
  let questions = 0;
  lines.on("line", (line) => {
    const { id, ...told }: Told & { id: number } = JSON.parse(line);
    const tell = tellers.get(id);
    if (told.log !== undefined) {
      tellers.delete(id);
    }
    tell?.(told);
  });
  child.once("exit", () => {
    starters.delete(generation);
    for (const tell of tellers.values()) {
      tell({ log: tail() });
    }
  });
  // It ends with this process, and does not keep it.
  for (const held of [child, child.stdin, child.stdout, child.stderr] as { unref(): void }[]) {
    held.unref();
  }
  const starter: Starter = {
    run(question, tell) {
      questions += 1;
      tellers.set(questions, tell);
      child.stdin!.write(`${JSON.stringify({ id: questions, ...question })}\n`);
    },
    kill: () => child.kill("SIGKILL"),
  };
  starters.set(generation, starter);
  return starter;
}

/** Which Flow is run, and how. */
interface FlowStart {
  readonly generation: Generation;
  readonly file: string;
  readonly protocol?: "grpc" | "http" | "websocket";
  readonly ownPorts?: boolean;
}

/**
 * Runs a Flow file with the real Jina until it is stopped; `uses: Start` and the other classes of engine/executors.py
 * are known. The gateway gets a free port; its protocol is the file's unless one is given. With `ownPorts` its ports are
 * the file's too, or those that the engine draws.
 * @throws if the Flow is not ready within 60 s, with the end of the engine's log.
 */
export async function startFlow({ generation, ...question }: FlowStart, tries = 2): Promise<RunningFlow> {
  let pid: number | undefined;
  let log = "";
  const over = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<Told>();
  const starter = starterOf(generation);
  starter.run(question, (told) => {
    pid = told.pid ?? pid;
    if (told.ready !== undefined) {
      begun.resolve(told);
    }
    if (told.log !== undefined) {
      log = told.log;
      over.resolve();
      begun.resolve({ error: `no answer within ${START_MS / 1000} s, or an early end` });
    }
  });
  const timer = setTimeout(() => (pid ? signal(-pid, "SIGKILL") : starter.kill()), START_MS);
  const { error, port, ports } = await begun.promise;
  clearTimeout(timer);
  if (!pid || port === undefined || ports === undefined) {
    await (pid ? endOf(pid, over.promise) : over.promise);
    // Whoever else starts at this moment may draw the same port.
    if (tries > 1 && log.includes("address already in use")) {
      return startFlow({ generation, ...question }, tries - 1);
    }
    throw new Error(`${question.file} did not start: ${error}\n${log}`);
  }
  const group = pid;
  return {
    port,
    ports,
    stop() {
      signal(group, "SIGTERM");
      return endOf(group, over.promise);
    },
    kill() {
      signal(-group, "SIGKILL");
      return endOf(group, over.promise);
    },
  };
}

/** A Python that answers questions about Flow files, and how many hold it. */
interface Answerer extends Script {
  readonly answers: AsyncIterator<string>;
  last: Promise<unknown>;
  holders: number;
}

/** One for each generation, for as long as this process lives, as long as it has not ended. */
const answerers = new Map<Generation, Answerer>();

function answererOf(generation: Generation): Answerer {
  const known = answerers.get(generation);
  if (known) {
    return known;
  }
  const script = startScript(generation, "ask.py");
  const answerer: Answerer = {
    ...script,
    answers: script.lines[Symbol.asyncIterator](),
    last: Promise.resolve(),
    holders: 0,
  };
  script.child.once("exit", () => answerers.delete(generation));
  answerers.set(generation, answerer);
  return answerer;
}

/** It ends with this process, which it keeps only while somebody holds it. */
function hold(answerer: Answerer, more: 1 | -1): void {
  const { child } = answerer;
  answerer.holders += more;
  for (const held of [child, child.stdin, child.stdout, child.stderr] as { ref(): void; unref(): void }[]) {
    answerer.holders > 0 ? held.ref() : held.unref();
  }
}

/**
 * Asks a process about Flow files, about 10 ms each after the first second or two. Whoever asks about the same
 * generation after this one asks the same process.
 */
export function createAsker(generation: Generation): Asker {
  const answerer = answererOf(generation);
  hold(answerer, 1);
  return {
    ask(yaml, around = {}) {
      answerer.child.stdin!.write(`${JSON.stringify({ yaml, ...around })}\n`);
      // Answers come in the order of the questions, so each takes the line after its predecessor's.
      const answer = answerer.last.then(async () => {
        const line = await answerer.answers.next();
        if (line.done) {
          throw new Error(`The engine ended without an answer.\n${answerer.tail()}`);
        }
        const { id: _, ...answer } = JSON.parse(line.value);
        return answer;
      });
      answerer.last = answer.catch(() => {});
      return answer;
    },
    close() {
      hold(answerer, -1);
    },
  };
}
