/**
 * The graph of a Flow while it is built, as the engine's Flow object holds it between two calls: which executors there
 * are, who needs whom, which one is last, and which auxiliary executor stands for an inspected one. Says nothing of what
 * is wrong with it.
 */
import { GATEWAY } from "../flow.ts";
import { pythonStr } from "../python.ts";
import { type BuiltFlow, type BuiltNode, followersIn } from "./built-flow.ts";
import type { Address, Deployment } from "./deployment.ts";
import { Drawn } from "./drawn.ts";
import type { InspectMode } from "./flow-arguments.ts";
import { distinctNeeds, type Need, nameOfNeed } from "./needs.ts";

/** An executor of a Flow that is not built yet. */
export interface DraftNode {
  readonly name: string;
  /** Index of its entry; -1 for one that no entry made. */
  readonly entry: number;
  readonly needs: readonly Need[];
  /** The needs that the gateway is told. */
  readonly handed: readonly Need[];
  readonly needsWritten: boolean;
  readonly deployment: Deployment;
}

/** The executors that are added so far. */
export class DraftGraph {
  private readonly byName = new Map<string, DraftNode>();
  /** Names needed by somebody. */
  private readonly needed = new Set<Need>();
  /** From an inspected executor to the auxiliary one that stands for it. */
  private readonly inspected = new Map<string, string>();
  /** Added executors that do not float, in order; removed ones are popped. */
  private readonly chain: string[] = [];
  /** Those that do not float and that nobody needs so far, in order; null where they have to be looked for anew. */
  private loose: Set<string> | null = new Set();
  /** Those that inspect, likewise. */
  private inspecting: string[] | null = [];
  private gatewayNeed: string = GATEWAY;
  private handed: BuiltFlow["handed"] = null;

  get size(): number {
    return this.byName.size;
  }

  /** The last added executor that does not float, or the gateway. */
  get last(): string {
    return this.chain.at(-1) ?? GATEWAY;
  }

  has(name: unknown): boolean {
    return typeof name === "string" && this.byName.has(name);
  }

  /** All executors, in the engine's order. */
  nodes(): readonly DraftNode[] {
    return [...this.byName.values()];
  }

  /** Adds an executor, or puts it in the place of the one of its name. */
  add(node: DraftNode): void {
    const { name, needs, deployment } = node;
    if (this.byName.has(name)) {
      this.loose = null;
      this.inspecting = null;
    } else {
      if (!deployment.floating && !this.needed.has(name)) {
        this.loose?.add(name);
      }
      if (deployment.role === "INSPECT") {
        this.inspecting?.push(name);
      }
    }
    this.byName.set(name, node);
    for (const need of needs) {
      this.needed.add(need);
      if (typeof need === "string") {
        this.loose?.delete(need);
      }
    }
    if (!deployment.floating && this.last !== name) {
      this.chain.push(name);
    }
  }

  /** Who does not float and is needed by nobody; what each call leaves is kept, so that many calls do not go through all again. */
  looseNames(): string[] {
    this.loose ??= new Set(
      this.nodes()
        .filter(({ name, deployment }) => !deployment.floating && !this.needed.has(name))
        .map(({ name }) => name),
    );
    return [...this.loose];
  }

  inspectingNames(): string[] {
    this.inspecting ??= this.nodes()
      .filter(({ deployment }) => deployment.role === "INSPECT")
      .map(({ name }) => name);
    return [...this.inspecting];
  }

  /** From now on a need of the inspected executor means the last one. */
  standInFor(inspected: string): void {
    this.inspected.set(inspected, this.last);
  }

  /** The auxiliary executor in the place of one that is inspected. */
  standing<T extends Need>(need: T): T | string {
    return (typeof need === "string" ? this.inspected.get(need) : undefined) ?? need;
  }

  /** How many names are needed that no executor has. */
  countMissing(): number {
    let missing = 0;
    for (const need of this.needed) {
      missing += need === GATEWAY || this.has(need) ? 0 : 1;
    }
    return missing;
  }

  /** Who would hang if the Flow were built now; `gateway` among them if nobody needs it. */
  hangingNames(mode: InspectMode): string[] {
    const auxiliaries = this.inspectedByAuxiliary();
    const meant = (need: Need) => (mode === "REMOVE" ? inspectedOr(need, auxiliaries) : this.standing(need));
    const nodes = this.nodes().filter((node) => mode !== "REMOVE" || !isInspect(node));
    const needed = new Set<Need>([meant(this.last)]);
    for (const node of nodes) {
      for (const need of node.needs) {
        needed.add(isInspect(node) ? need : meant(need));
      }
      if (node.deployment.role === "INSPECT" && mode === "COLLECT") {
        needed.add(node.name);
      }
    }
    const names = nodes.filter(({ deployment }) => !deployment.floating).map(({ name }) => name);
    return [...names, GATEWAY].filter((name) => !needed.has(name));
  }

  /** [B8] `with.inspect`: HANG and COLLECT keep the inspecting executors, REMOVE takes them out again. */
  settleInspect(mode: InspectMode): void {
    if (mode === "REMOVE") {
      this.removeInspecting();
      return;
    }
    this.gatewayNeed = this.standing(this.last);
    for (const node of this.nodes()) {
      if (!isInspect(node)) {
        this.byName.set(node.name, {
          ...node,
          needs: distinctNeeds(node.needs.map((need) => this.standing(need))),
        });
      }
    }
  }

  private removeInspecting(): void {
    const auxiliaries = this.inspectedByAuxiliary();
    this.gatewayNeed = auxiliaries.get(this.last) ?? this.last;
    const all = this.nodes();
    const removed = new Set(all.filter(isInspect).map(({ name }) => name));
    if (removed.size > 0) {
      this.handed = all.map(({ name, entry, deployment }) => {
        const { when, noReduce, grpcMetadata, needsFile } = deployment;
        return { name, entry, when, noReduce, grpcMetadata, needsFile };
      });
    }
    while (removed.has(this.last)) {
      this.chain.pop();
    }
    for (const node of all) {
      if (removed.has(node.name)) {
        this.byName.delete(node.name);
        continue;
      }
      const needs = distinctNeeds(node.needs.map((need) => inspectedOr(need, auxiliaries)));
      // Once something is taken out, the engine tells the gateway anew.
      this.byName.set(node.name, { ...node, needs, handed: removed.size > 0 ? needs : node.handed });
    }
  }

  private inspectedByAuxiliary(): ReadonlyMap<string, string> {
    return new Map([...this.inspected].map(([target, auxiliary]) => [auxiliary, target]));
  }

  /** The graph as it is at the end, and who receives from whom in it. */
  finish(): Omit<BuiltFlow, "unbuilt" | "settings" | "gateway"> {
    const nodes = this.nodes().map(builtNode);
    return {
      nodes,
      byName: new Map(nodes.map((node) => [node.name, node])),
      end: this.last,
      gatewayNeed: this.gatewayNeed,
      handed: this.handed,
      followers: followersIn(nodes),
      standsFor: this.inspectedByAuxiliary(),
    };
  }
}

function inspectedOr(need: Need, auxiliaries: ReadonlyMap<string, string>): Need {
  return (typeof need === "string" ? auxiliaries.get(need) : undefined) ?? need;
}

/** The engine does not count what gathers among them: it stays, and what it needs is replaced like others' needs. */
function isInspect({ deployment: { role } }: DraftNode): boolean {
  return role === "INSPECT" || role === "INSPECT_AUX_PASS";
}

function builtNode({ name, entry, needs, handed, needsWritten, deployment }: DraftNode): BuiltNode {
  const { role, uses, usesBefore, usesAfter, replicas, shards, polling } = deployment;
  const { external, floating, when, noReduce } = deployment;
  const [first, second] = external ? deployment.addresses() : [];
  return {
    name,
    entry,
    role: role === null || role === "GATEWAY" ? "DEPLOYMENT" : role,
    needs: needs.map(nameOfNeed),
    heldNeeds: needs,
    handedNeeds: handed,
    needsWritten,
    uses,
    usesBefore,
    usesAfter,
    replicas,
    shards,
    polling,
    external,
    address: first ? `${addressOf(first)}${second ? " …" : ""}` : null,
    tls: first?.protocol.endsWith("s") === true,
    floating,
    when,
    noReduce,
    retries: deployment.values.get("retries"),
    timeoutSend: deployment.values.get("timeout_send"),
    deployment,
  };
}

function addressOf({ host, port }: Address): string {
  return host + (port instanceof Drawn ? "" : `:${pythonStr(port)}`);
}
