/**
 * The gateway as the engine makes it of what `with` hands on and of the section `gateway`. It is made when the Flow is
 * built. The numbers in brackets are promises that the tests quote; each was seen on the engine.
 *
 * [G1] Keys of the section take the place of those that `with` hands on. None of them is told to be unknown.
 * [G2] `env` is that of `with`, unless the section has one.
 * [G3] One port for each protocol; where one port is given for several protocols, all are drawn. Fewer ports than
 *      protocols are refused otherwise, more are kept.
 * [G4] Without `uses` it is GRPCGateway, HTTPGateway or WebSocketGateway, CompositeGateway for several protocols, and
 *      nothing for one protocol with several ports or for another `runtime_cls`.
 */
import { counted } from "../../base/words.ts";
import { isList, isTrue } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { ArgumentDraft, type Given, Refusal } from "./argument-draft.ts";
import { type ArgumentProblem, errorOf } from "./argument-problem.ts";
import { THE_GATEWAY } from "./argument-sentences.ts";
import { type ParsedArguments, parseArguments } from "./arguments.ts";
import { type ArgumentValue, Drawn, type Port } from "./drawn.ts";
import { type FlowArguments, ignoresPort } from "./flow-arguments.ts";

/** The gateway as the engine starts it. */
export interface Gateway {
  readonly name: string;
  readonly protocols: readonly string[];
  /** As many as protocols, or more; drawn where the file gives none. */
  readonly ports: readonly Port[];
  /** A class, a file or an image; null where the engine chooses none. */
  readonly uses: string | null;
  readonly host: string;
  readonly monitoring: boolean;
  /** Then the engine says nothing where nobody receives from it. */
  readonly floating: boolean;
  readonly env: ValueMap | null;
  /** All arguments as the engine holds them, by name; those that are not there have their defaults. */
  readonly values: ReadonlyMap<string, ArgumentValue>;
  /** All others that differ from their defaults and that the engine's help lists, in its order. */
  readonly args: ReadonlyMap<string, ArgumentValue>;
  /** A logging set-up that is a file's; the engine does not build the Flow where there is none. */
  readonly needsFile: string | null;
  readonly given: Given;
  /** Keys are those of the section; of `with` where they are inherited. */
  readonly problems: readonly ArgumentProblem[];
}

/** Never throws: what the engine refuses is a problem. `exposed`: what entries say of endpoints, as JSON. */
export function createGateway(flow: FlowArguments, section: ValueMap, exposed = "{}"): Gateway {
  const written = new Map([...section].filter(([key]) => !NOT_HANDED_ON.has(key)));
  const kwargs = new Map([...flow.forGateway, ...written]);
  const isInherited = (key: string) => !written.has(key);
  const options = { phase: "build", isInherited, owner: THE_GATEWAY, ignoresPort } as const;
  const asked = parseArguments("gateway", kwargs, options);
  const parsed = asked.fault
    ? asked
    : parseArguments("gateway", callOf(flow, kwargs, asked, exposed), options);
  // The engine reads the section twice, and tells what is wrong at the first time; its log, what differs at the second.
  const problems = parsed.fault ? parsed.problems : [...asked.problems, ...loggedAnew(parsed, asked)];
  const gateway = new Draft({ ...parsed, problems }, isInherited, section).finish();
  return { ...gateway, given: { values: asked.values, keys: asked.keys } };
}

function loggedAnew(parsed: ParsedArguments, asked: ParsedArguments): readonly ArgumentProblem[] {
  const known = new Set(asked.problems.map(({ message }) => message));
  return parsed.problems.filter(({ engine, message }) => engine?.type === "log" && !known.has(message));
}

/** Keys of the section that the engine takes for its own, or stumbles over. */
const NOT_HANDED_ON = new Set(["args", "self", "copy_flow"]);

/** What the engine makes the gateway with: what it knows by itself, and then `kwargs` in place of that. */
function callOf(flow: FlowArguments, kwargs: ValueMap, asked: ParsedArguments, exposed: string): ValueMap {
  const first = (...keys: string[]): Value => keys.map((key) => kwargs.get(key) ?? null).find(isTrue) ?? null;
  return new Map<string, Value>([
    ["uses", asked.values.get("uses") ?? null],
    ["name", "gateway"],
    ["ctrl_with_ipc", true],
    ["host", kwargs.get("host") ?? DEFAULT_HOST],
    ["protocol", single(first("protocol", "protocols")) ?? "GRPC"],
    ["port", single(first("port", "ports"))],
    ["deployment_role", "GATEWAY"],
    ["expose_endpoints", exposed],
    // [G2] `env` is that of `with`, unless the section has one.
    ["env", flow.env],
    ["log_config", flow.logConfig],
    ...kwargs,
  ]);
}

/** A list of one as that one. */
function single(value: Value): Value {
  return isList(value) && value.length === 1 ? (value[0] ?? null) : value;
}

const DEFAULT_HOST = "0.0.0.0";

const CLASS_OF: Readonly<Record<string, string>> = {
  GRPC: "GRPCGateway",
  HTTP: "HTTPGateway",
  WEBSOCKET: "WebSocketGateway",
};

/** Arguments that a gateway has elsewhere than in `args`, or that only repeat the graph. */
const ELSEWHERE = new Set([
  "name",
  "port",
  "protocol",
  "uses",
  "graph_description",
  "graph_conditions",
  "deployments_addresses",
  "deployments_metadata",
  "deployments_no_reduce",
  "expose_endpoints",
  "floating",
]);

/** The gateway's arguments while the engine goes over them. */
class Draft extends ArgumentDraft {
  constructor(parsed: ParsedArguments, isInherited: (key: string) => boolean, section: ValueMap) {
    super("gateway", { owner: THE_GATEWAY, parsed, isInherited, fault: callFault(section) });
  }

  finish(): Omit<Gateway, "given"> {
    this.attempt("build", () => {
      this.settlePorts();
      this.settleProvider("build");
      this.checkStatefulProtocols();
      this.checkRole();
      this.settlePortMonitoring();
      this.settleUses();
      this.checkStatefulCopies();
      this.checkPeers(this.map("peer_ports")?.get("0"), 1);
      this.checkLogConfig();
    });
    return {
      name: this.text("name") ?? "gateway",
      protocols: this.protocols,
      ports: this.ports,
      uses: this.text("uses"),
      host: this.text("host") ?? DEFAULT_HOST,
      monitoring: this.flag("monitoring"),
      floating: this.flag("floating"),
      env: this.map("env"),
      values: this.values,
      args: this.otherArgs(ELSEWHERE),
      needsFile: this.needsFile,
      problems: this.problems,
    };
  }

  private settlePorts(): void {
    if (this.ports.length === 0) {
      this.drawPorts();
    }
  }

  private drawPorts(): void {
    this.values.set(
      "port",
      this.protocols.map(() => new Drawn("port")),
    );
  }

  private checkRole(): void {
    const role = this.text("pod_role");
    if (role !== null && role !== "GATEWAY") {
      const message = "'str' object has no attribute 'copy'";
      throw new Refusal(
        "AttributeError",
        message,
        "pod_role",
        ({ of }) => `The pod_role ${of} must be GATEWAY: leave it out.`,
      );
    }
  }

  /** The class that serves the protocols [G4], and a port for each of them [G3]. */
  private settleUses(): void {
    const runtime = this.text("runtime_cls");
    if (this.text("uses") || (runtime !== null && runtime !== "GatewayRuntime")) {
      return;
    }
    const { ports, protocols } = this;
    if (protocols.length === 1 && ports.length === 1) {
      this.values.set("uses", CLASS_OF[protocols.join()] ?? null);
    } else if (protocols.length > ports.length) {
      if (ports.length > 1) {
        throw new Refusal(
          "ValueError",
          "You need to specify as much protocols as ports if you want to use a jina built-in gateway",
          "port",
          ({ subject }) =>
            `${subject} has ${counted(protocols.length, "protocol")} and ${counted(ports.length, "port")}: give each protocol a port, or give none.`,
        );
      }
      this.drawPorts();
    }
    if (protocols.length > 1) {
      this.values.set("uses", "CompositeGateway");
    }
  }
}

/** What keeps the engine from reading the section. */
function callFault(section: ValueMap): ArgumentProblem | null {
  for (const [key, message] of [
    [
      "copy_flow",
      "jina.orchestrate.flow.base.Flow.config_gateway() got multiple values for keyword argument 'copy_flow'",
    ],
    ["self", "Flow.config_gateway() got multiple values for argument 'self'"],
  ] as const) {
    if (section.has(key)) {
      const sentence = `There is no argument ${key} of the gateway: leave it out.`;
      return { ...errorOf(sentence, { type: "TypeError", message }), key };
    }
  }
  return null;
}
