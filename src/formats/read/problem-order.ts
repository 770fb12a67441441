/** The order in which the engine comes to problems: reading, the frame, the executors, the gateway, building. */
import { GATEWAY } from "../../model/flow.ts";
import type { Problem } from "../../model/problem.ts";
import type { ValueMap } from "../../model/value.ts";
import { listKeyOf } from "./load-flow.ts";

/** The engine's step at which a problem comes up; entries are the steps from 1 on. */
type Step = number;

const READING: Step = -1;
const FRAME: Step = 0;
const LIST: Step = 0.5;
const GATEWAY_SECTION: Step = Number.MAX_VALUE;
const BUILDING: Step = Number.POSITIVE_INFINITY;

/** Takes problems as they are found, and gives them in the engine's order. */
export class OrderedProblems {
  private readonly found: { readonly problem: Problem; readonly step: Step }[] = [];
  private readonly listKey: string;

  constructor(root: ValueMap) {
    this.listKey = listKeyOf(root);
  }

  /** Problems whose step their paths tell. */
  add(problems: readonly Problem[]): void {
    for (const problem of problems) {
      this.found.push({ problem, step: this.stepOf(problem) });
    }
  }

  /** Problems that come up before the engine looks at what any part of the file means. */
  addOfReading(problems: readonly Problem[]): void {
    for (const problem of problems) {
      this.found.push({ problem, step: READING });
    }
  }

  /** A problem that was found at an entry, wherever it stands; below zero, at the Flow as a whole. */
  addOfEntry(problem: Problem, entry: number): void {
    this.found.push({ problem, step: entry < 0 ? this.stepOf(problem) : stepOfEntry(problem, entry) });
  }

  sorted(): readonly Problem[] {
    return this.found.toSorted((a, b) => a.step - b.step).map(({ problem }) => problem);
  }

  private stepOf(problem: Problem): Step {
    const [key, index] = problem.path ?? [];
    if (problem.engine?.phase === "build") {
      return BUILDING;
    }
    if (key === GATEWAY) {
      return GATEWAY_SECTION;
    }
    return key !== this.listKey ? FRAME : typeof index === "number" ? stepOfEntry(problem, index) : LIST;
  }
}

function stepOfEntry({ code, engine }: Problem, entry: number): Step {
  return engine?.phase === "build" || code === "hanging" ? BUILDING : entry + 1;
}
