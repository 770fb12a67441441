/**
 * What is found of the values of arguments, each at the key that gave it: the executor's own, the gateway's, or that of
 * `with`, which hands it on to many and where it is told once.
 */

import { argumentsPath } from "../arguments-path.ts";
import type { EngineFault } from "../engine-fault.ts";
import { type Flow, GATEWAY } from "../flow.ts";
import type { Path } from "../path.ts";
import type { Fix, ProblemCode, Severity } from "../problem.ts";
import type { Value } from "../value.ts";
import { executorOwner, THE_GATEWAY, theKey, UNDER_WITH } from "./argument-sentences.ts";
import type { BuildProblem } from "./build-problem.ts";
import type { BuiltFlow, BuiltNode } from "./built-flow.ts";
import type { Deployment } from "./deployment.ts";

/** Where an argument stands. */
export interface Spot {
  readonly place: Pick<BuildProblem, "entry" | "executor">;
  /** At the beginning of a sentence: `The polling of encoder`, `The polling under with`. */
  readonly the: string;
  /** Its key's path, for a fix; null where it stands in another file. */
  readonly at: Path | null;
  /** As written, once variables are put in. */
  readonly raw: Value;
}

/** What a check has found, before its place in the file is known. */
export interface Finding {
  readonly code: ProblemCode;
  /** In plain words, as a problem's. */
  readonly message: string;
  /** What the engine says when the Flow starts. */
  readonly engine?: Omit<EngineFault, "phase">;
  /** `warning` by default. */
  readonly severity?: Severity;
  /** Keys and positions below the argument. */
  readonly below?: Path;
  /** About the key at the end, not about its value. */
  readonly isKey?: boolean;
  /** What mends it, given the argument's path. */
  readonly fix?: (at: Path) => Fix | undefined;
  /** Where it is for a person to say which is meant. */
  readonly choices?: (at: Path) => readonly Fix[];
}

/** Takes what one check finds, and tells each thing once. */
export class Findings {
  readonly problems: BuildProblem[] = [];
  private readonly flow: Flow;
  private readonly told = new Set<string>();

  constructor(flow: Flow) {
    this.flow = flow;
  }

  add(
    { place, at }: Spot,
    { code, message, engine, severity = "warning", below = [], isKey = false, fix, choices }: Finding,
  ): void {
    const path = at && [...at, ...below];
    // Of one place one finding of a kind is enough: many inherit an argument, and one text may hold very many ports.
    const key = JSON.stringify([code, path ?? place.entry]);
    if (this.told.has(key)) {
      return;
    }
    this.told.add(key);
    const mend = at ? fix?.(at) : undefined;
    this.problems.push({
      ...place,
      ...(path ? { path } : {}),
      severity,
      code,
      message,
      ...(engine ? { engine: { phase: "start", ...engine } } : {}),
      ...(isKey && at ? { isKey } : {}),
      ...(mend ? { fix: mend } : {}),
      ...(at && choices ? { choices: choices(at) } : {}),
    });
  }

  /** Where an executor has an argument from; null if the file does not give it. */
  spotOf(node: BuiltNode, argument: string): Spot | null {
    const key = node.deployment.given.keys.get(argument);
    if (key === undefined || !this.flow.entries[node.entry]) {
      return null;
    }
    return (
      this.spotAt(node, key) ?? {
        place: { entry: -1 },
        the: theKey(key, UNDER_WITH),
        at: ["with", key],
        raw: this.flow.with.get(key) ?? null,
      }
    );
  }

  /** A key of the executor's own; null if it has none of that very name. */
  spotAt({ entry: index, name }: BuiltNode, key: string): Spot | null {
    const entry = this.flow.entries[index];
    const raw = entry?.args.get(key);
    if (!entry || raw === undefined) {
      return null;
    }
    const isHere = entry.deployment?.kind !== "file";
    return {
      place: { entry: index, executor: name },
      the: theKey(key, executorOwner(name)),
      at: isHere ? [...argumentsPath(this.flow, entry), key] : null,
      raw,
    };
  }

  gatewaySpotOf({ gateway }: BuiltFlow, argument: string): Spot | null {
    const key = gateway.given.keys.get(argument);
    if (key === undefined) {
      return null;
    }
    const section = this.flow.gateway.has(key) ? GATEWAY : "with";
    return {
      place: { entry: -1 },
      the: theKey(key, section === GATEWAY ? THE_GATEWAY : UNDER_WITH),
      at: [section, key],
      raw: this.flow[section].get(key) ?? null,
    };
  }
}

/** A fix that takes the argument away. */
export function takeAway(at: Path): Fix {
  return { label: `Take ${at.at(-1)} away`, edit: { kind: "unset-path", path: at, keepsComments: true } };
}

/** Whether the engine refuses what is made of these arguments: then what it would do with them does not matter yet. */
export function isRefused({ problems }: Pick<Deployment, "problems">): boolean {
  return problems.some(({ severity }) => severity === "error");
}
