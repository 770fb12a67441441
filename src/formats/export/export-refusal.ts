import type { EngineFault } from "../../model/engine-fault.ts";
import { GATEWAY } from "../../model/flow.ts";

/** What the engine says where it exports nothing: Python's class, and its own words. */
export type EngineWords = Pick<EngineFault, "type" | "message">;

/** Nothing is exported: a sentence for people that says what to do, and the engine's words where it is it that refuses. */
export class ExportRefusal extends Error {
  readonly engine: EngineWords | null;
  readonly sentence: string;
  /** The name in the graph of the executor that it is about, or the gateway's. */
  readonly executor: string | null;

  constructor(engine: EngineWords | null, sentence: string, executor: string | null = null) {
    super(sentence);
    this.engine = engine;
    this.sentence = sentence;
    this.executor = executor;
  }
}

/** What a sentence calls an executor, or the gateway. */
export function spokenName(name: string): string {
  return name === GATEWAY ? "the gateway" : name;
}
