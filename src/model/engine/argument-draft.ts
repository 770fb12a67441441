/**
 * Arguments while the engine goes over them behind the parser, in the order in which it does, up to its first refusal:
 * what executors and the gateway have in common. The numbers in brackets are promises of create-deployment.ts.
 */
import { counted, quoted } from "../../base/words.ts";
import type { EngineFault } from "../engine-fault.ts";
import { isMap, isTrue, pythonRepr, typeName } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { type ArgumentProblem, errorOf, untold } from "./argument-problem.ts";
import { inherited, type Owner, theKey, valueShown } from "./argument-sentences.ts";
import { argumentOf, neededLogConfig, nonDefaults } from "./argument-table.ts";
import type { ParsedArguments } from "./arguments.ts";
import { type ArgumentValue, Drawn, isDrawn, isPlain, isPorts, nameDrawn, type Port } from "./drawn.ts";

/** A refusal of the engine's in its words, the argument that it is about, and a sentence for people. */
export class Refusal extends Error {
  readonly type: string;
  readonly argument: string;
  readonly sentence: (owner: Owner) => string;

  constructor(type: string, words: string, argument: string, sentence: Refusal["sentence"]) {
    super(words);
    this.type = type;
    this.argument = argument;
    this.sentence = sentence;
  }
}

/** What a file gives, as the parser reads it, before the engine goes over it. */
export type Given = Pick<ParsedArguments, "values" | "keys">;

/** How arguments were read that the engine now goes over. */
export interface DraftOptions {
  /** Whose they are. */
  readonly owner: Owner;
  readonly parsed: ParsedArguments;
  /** True for keys that stand in `with`, not with their owner. */
  readonly isInherited: (key: string) => boolean;
  /** A refusal from before the parser. */
  readonly fault: ArgumentProblem | null;
}

/** The arguments of one executor, or of the gateway, and what the engine has refused in them so far. */
export class ArgumentDraft {
  readonly values: Map<string, ArgumentValue>;
  readonly problems: ArgumentProblem[];
  needsFile: string | null = null;
  /** The engine is past nothing that comes now. */
  isRefused: boolean;
  private readonly parser: "deployment" | "gateway";
  private readonly owner: Owner;
  readonly given: Given;
  private readonly isInherited: (key: string) => boolean;

  constructor(parser: "deployment" | "gateway", { owner, parsed, isInherited, fault }: DraftOptions) {
    this.parser = parser;
    this.owner = owner;
    this.given = { values: parsed.values, keys: parsed.keys };
    this.isInherited = isInherited;
    this.values = new Map<string, ArgumentValue>([
      ["port", [new Drawn("port")]],
      ["port_monitoring", [new Drawn("port")]],
      ["protocol", ["GRPC"]],
      ...parsed.values,
    ]);
    this.problems = fault
      ? [fault, ...parsed.problems.filter(({ key }) => key !== fault.key).map(untold)]
      : [...parsed.problems];
    this.isRefused = fault !== null || parsed.fault !== null;
  }

  /** Checks that the engine makes in one go. Where it has refused something before, it does not come here. */
  attempt(phase: EngineFault["phase"], check: () => void): void {
    if (this.isRefused) {
      return;
    }
    try {
      check();
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      this.isRefused = true;
      const { type, message, argument, sentence } = error;
      const place = this.placeOf(argument);
      this.problems.push({
        ...errorOf(sentence(place.inherited ? inherited(this.owner) : this.owner), { type, message }, phase),
        ...place,
      });
    }
  }

  /** The key that gave an argument, or could have; none if it is not written. */
  private placeOf(argument: string): { key?: string; inherited?: boolean } {
    const key = this.given.keys.get(argument);
    if (key === undefined) {
      return this.isInherited(argument) ? {} : { key: argument };
    }
    return this.isInherited(key) ? { key, inherited: true } : { key };
  }

  isWritten(argument: string): boolean {
    return this.given.keys.has(argument);
  }

  flag(name: string): boolean {
    return this.values.get(name) === true;
  }

  text(name: string): string | null {
    const value = this.values.get(name);
    return typeof value === "string" ? value : null;
  }

  map(name: string): ValueMap | null {
    const value = this.value(name);
    return isMap(value) ? value : null;
  }

  list(name: string): readonly Port[] {
    const value = this.values.get(name);
    return isPorts(value) ? value : [];
  }

  texts(name: string): readonly string[] {
    return this.list(name).filter((item) => typeof item === "string");
  }

  /** The value of an argument; undefined where it is not given, or drawn. */
  value(name: string): Value | undefined {
    const value = this.values.get(name);
    return isPlain(value) ? value : undefined;
  }

  /** A number of which there is one by default. */
  count(name: string): number {
    const value = this.values.get(name);
    return typeof value === "number" || typeof value === "bigint" ? Number(value) : 1;
  }

  get ports(): readonly Port[] {
    return this.list("port");
  }

  get protocols(): readonly string[] {
    return this.texts("protocol");
  }

  /** [P3] A provider other than NONE makes it port 8080 and HTTP. */
  settleProvider(phase: EngineFault["phase"]): void {
    const provider = this.values.get("provider");
    if (provider !== "SAGEMAKER" && provider !== "AZURE") {
      return;
    }
    const { ports, protocols } = this;
    if (!(ports.length === 1 && ports[0] === 8080)) {
      this.values.set("port", [8080]);
      const nameOf = nameDrawn();
      const written = ports.map((port) => (port instanceof Drawn ? nameOf(port) : pythonRepr(port)));
      const words = `Port is changed to 8080 for CSP deployment. Port [${written.join(", ")}] is ignored`;
      const what = isDrawn(ports) ? "gets port" : "loses its port and gets";
      this.warn(isDrawn(ports) ? "provider" : "port", `${what} 8080`, words, phase);
    }
    if (!(protocols.length === 1 && protocols[0] === "HTTP")) {
      this.values.set("protocol", ["HTTP"]);
      const words = `Protocol is changed to HTTP for CSP deployment. Protocol ${enumRepr(protocols)} is ignored`;
      this.warn(this.isWritten("protocol") ? "protocol" : "provider", "speaks HTTP alone", words, phase);
    }
  }

  private warn(argument: string, what: string, words: string, phase: EngineFault["phase"]): void {
    const place = this.placeOf(argument);
    this.problems.push({
      code: "argument-value",
      severity: "warning",
      message: `${this.owner.subject} ${what}, because its provider is ${this.text("provider")}.`,
      ...place,
      engine: { phase, type: "UserWarning", message: words },
    });
  }

  /** [P4] A stateful one speaks GRPC alone. */
  checkStatefulProtocols(): void {
    const { protocols } = this;
    if (this.flag("stateful") && (protocols.length > 1 || protocols.some((name) => name !== "GRPC"))) {
      throw new Refusal(
        "RuntimeError",
        `Stateful feature is only available for Deployments using a single GRPC protocol. ${enumRepr(protocols)} were requested`,
        "protocol",
        ({ subject }) =>
          `${subject} is stateful, and must speak GRPC alone: leave protocol out, or stateful.`,
      );
    }
  }

  /** The first of the ports for monitoring is the one of what stands before the others. */
  settlePortMonitoring(): void {
    const [first] = this.list("port_monitoring");
    if (first === undefined) {
      throw new Refusal(
        "IndexError",
        "list index out of range",
        "port_monitoring",
        (owner) => `${theKey("port_monitoring", owner)} must hold a port: the list is empty.`,
      );
    }
    if (typeof first === "string") {
      const message = `invalid literal for int() with base 10: ${pythonRepr(first)}`;
      throw new Refusal(
        "ValueError",
        message,
        "port_monitoring",
        (owner) => `${theKey("port_monitoring", owner)} must be a whole number, not ${quoted(first)}.`,
      );
    }
    this.values.set("port_monitoring", first);
  }

  /** [P7] A stateful one needs a workspace and three replicas or more. */
  checkStatefulCopies(): void {
    if (!this.flag("stateful")) {
      return;
    }
    const replicas = this.count("replicas");
    if (replicas === 1 || replicas === 2) {
      throw new Refusal(
        "AttributeError",
        "'Deployment' object has no attribute 'logger'",
        this.isWritten("replicas") ? "replicas" : "stateful",
        ({ subject }) =>
          `${subject} is stateful and has ${counted(replicas, "replica")}: Jina needs three or more there.`,
      );
    }
    if ((this.values.get("workspace") ?? null) === null) {
      throw new Refusal(
        "ValueError",
        "Stateful Executors need to be provided `workspace` when used in a Deployment",
        "stateful",
        ({ subject }) => `${subject} is stateful, and must have a workspace.`,
      );
    }
  }

  /** [P9] Ports of peers are as many as replicas. Here those of one shard. */
  checkPeers(ports: Value | undefined, replicas: number): void {
    if (Array.isArray(ports) && ports.length > 0 && ports.length !== replicas) {
      throw new Refusal(
        "ValueError",
        "peer-ports argument does not match number of replicas, it will be ignored",
        "peer_ports",
        (owner) =>
          `${theKey("peer_ports", owner)} must be as many as its replicas: there ${ports.length === 1 ? "is" : "are"} ${counted(ports.length, "port")} for ${counted(replicas, "replica")}.`,
      );
    }
  }

  checkLogConfig(): void {
    const written = this.value("log_config");
    if (written === undefined || typeof written === "string" || !isTrue(written) || this.flag("quiet")) {
      this.needsFile = neededLogConfig(this.values);
      return;
    }
    const message =
      typeName(written) === "int"
        ? "argument of type 'int' is not iterable"
        : `stat: path should be string, bytes, os.PathLike or integer, not ${typeName(written)}`;
    throw new Refusal(
      "TypeError",
      message,
      "log_config",
      (owner) =>
        `${theKey("log_config", owner)} must be a name or the path of a file, not ${valueShown(written)}.`,
    );
  }

  /** What differs from the defaults and is in the engine's help, save drawn ports and what stands `elsewhere`. */
  otherArgs(elsewhere: ReadonlySet<string>): Map<string, ArgumentValue> {
    const args = nonDefaults(this.parser, this.values);
    for (const [name, value] of args) {
      const isDrawnPort = (name === "port" || name === "port_monitoring") && isDrawn(value);
      if (isDrawnPort || elsewhere.has(name) || argumentOf(this.parser, name)?.hidden) {
        args.delete(name);
      }
    }
    return args;
  }
}

/** Protocols as Python shows a list of them. */
function enumRepr(protocols: readonly string[]): string {
  const choices = argumentOf("deployment", "protocol")?.choices ?? [];
  return `[${protocols.map((name) => `<ProtocolType.${name}: ${choices.indexOf(name)}>`).join(", ")}]`;
}
