/** What a person has to know of the conversion of an old file, gathered while it is planned. */
import { listed } from "../../base/words.ts";
import type { BuiltFlow } from "../engine/built-flow.ts";
import { GATEWAY } from "../flow.ts";
import { isIdentifier } from "../python.ts";
import type { Step } from "../steps.ts";
import type { Value } from "../value.ts";
import type { Besides } from "./copies.ts";
import { MERGING, PASSING } from "./draft.ts";
import type { LegacyFile } from "./legacy.ts";
import type { LegacyPod } from "./pods.ts";

/** Collects the notes of one conversion; several executors with the same are one sentence. */
export class ConversionNotes {
  private readonly legacy: LegacyFile;
  private readonly built: BuiltFlow;
  private readonly besides: Besides;
  private readonly oldUses = new Set<string>();
  private readonly merging = new Set<string>();
  private readonly builtIn = new Set<string>();
  /** Executors that ran on another machine. */
  readonly remote: string[] = [];
  /** Executors whose number of copies a variable says. */
  readonly unknownCounts: string[] = [];
  /** Executors whose copies were polled with ALL_ASYNC. */
  readonly async: string[] = [];

  constructor(legacy: LegacyFile, built: BuiltFlow, besides: Besides) {
    this.legacy = legacy;
    this.built = built;
    this.besides = besides;
  }

  /** What an executor runs, if its class is one of before 2.0. */
  addUses(uses: Value): void {
    if (typeof uses === "string" && this.legacy.version !== "2.x" && !uses.startsWith("docker://")) {
      this.oldUses.add(uses);
    }
  }

  /** An executor that came with Jina, and does so no more. */
  addBuiltIn(uses: string, pod: LegacyPod): void {
    if (PASSING.test(uses)) {
      return;
    }
    if (MERGING.test(uses)) {
      this.merging.add(uses);
    } else {
      this.builtIn.add(`${uses} (${this.besides.nameAt(pod)})`);
    }
  }

  /** What a person has to do or to look at. `lost`: references to what is gone. */
  left(steps: readonly Step[], lost: readonly string[]): string[] {
    const answersHttp = steps.some((step) => step.kind === "rename" && step.to === "protocol");
    return [
      ...say(
        this.besides.lost.map((pod) => this.besides.nameAt(pod)),
        (names) => `What ran before or behind ${names} is lost: Jina 3 runs it with shards only.`,
      ),
      ...say(
        this.oldUses,
        (names) => `Executors of before Jina 2.0 have to be rewritten before Jina 3 can run them: ${names}.`,
      ),
      ...say(
        this.builtIn,
        (names) => `Jina 3 has no executor like ${names}: what it did has to be written as one.`,
      ),
      ...say(
        this.remote,
        (names, isOne) =>
          `${names} ran on ${isOne ? "another machine" : "other machines"}, started there by a service that Jina 3 does not have, and will run beside the others. To have one elsewhere, start it there by hand and give it external: true, host and port.`,
      ),
      ...say(
        this.unknownCounts,
        (names, isOne) =>
          `How many copies ${names} ${isOne ? "gets" : "get"} is left to a variable, and was taken for more than one.`,
      ),
      ...(this.legacy.version === "1.x" && answersHttp
        ? [
            "Jina 1.x answered WebSocket on the same port under /stream. If a client uses it, write protocol: [HTTP, WEBSOCKET] and two ports.",
          ]
        : []),
      ...say(
        lost,
        (names, isOne) =>
          `${names} ${isOne ? "names" : "name"} what was taken out: put the value there, for Jina 3 does not load the file otherwise.`,
      ),
      ...this.unbuilt(),
    ];
  }

  /** Names in the graph that nothing has, or that no version takes. */
  private unbuilt(): string[] {
    const { nodes, byName } = this.built;
    const isMissing = (need: string) => need !== GATEWAY && !byName.has(need);
    return [
      ...say(
        new Set(nodes.flatMap(({ needs }) => needs.filter(isMissing))),
        (names) =>
          `Nothing here is called ${names}, which most old versions refused. Jina 3 takes that and does not say so, but who needs it never gets a request.`,
      ),
      ...say(
        nodes.map(({ name }) => name).filter((name) => !isIdentifier(name)),
        (names) => `No version takes the name ${names}: rename it.`,
      ),
    ];
  }

  /** What a person may want to know. */
  told(): string[] {
    const { legacy, besides } = this;
    const isAsync = legacy.root.get("jtype") === "AsyncFlow";
    return [
      `Read as a Flow of Jina ${legacy.version}: ${legacy.why}`,
      ...(isAsync
        ? ["An AsyncFlow is a Flow in Jina 3; the Python code that makes one says asyncio=True."]
        : []),
      ...[...besides.all()].map(([pod, names]) => {
        const verb = names.length === 1 ? "is an executor of its own" : "are executors of their own";
        return `What ran before or behind ${besides.nameAt(pod)} ${verb} now, ${listed(names, "and")}: Jina 3 runs it with shards only.`;
      }),
      ...say(
        this.merging,
        (names, isOne) =>
          `${names} merged in ${isOne ? "a way of its" : "ways of their"} own; Jina 3 merges all that comes without being told.`,
      ),
      ...say(
        this.async,
        (names) =>
          `polling: ALL_ASYNC sent on the first answer of the copies of ${names}; polling: ALL waits for all of them.`,
      ),
    ];
  }
}

/** A sentence about names, if there are any. */
function say(about: Iterable<string>, sentence: (names: string, isOne: boolean) => string): string[] {
  const names = [...about];
  return names.length > 0 ? [sentence(listed(names, "and"), names.length === 1)] : [];
}
