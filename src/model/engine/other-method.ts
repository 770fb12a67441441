/** Entries whose `method` makes no executor: methods that configure, methods that are harmless, and all that the engine refuses. */
import { listed, quoted } from "../../base/words.ts";
import { type Entry, NESTED_FLOW } from "../flow.ts";
import { isList, isTrue, pythonRepr, typeName } from "../python.ts";
import { dumpJson, type PythonFault, writingFault } from "../python-json.ts";
import { Timestamp, type Value, type ValueMap } from "../value.ts";
import { methodMeant } from "./argument-fixes.ts";
import { createFlowArguments, type FlowArguments, SEARCH_PATHS } from "./flow-arguments.ts";
import { calledIn, type ExposedEndpoint, type FlowDraft } from "./flow-draft.ts";
import { methodFault } from "./flow-methods.ts";
import { isNeed, sortNeeds } from "./needs.ts";

/** Methods that make sense in a file, to offer as what was meant. */
const METHODS = ["add", "needs", "needs_all", "inspect", "gather_inspect"];

/** Methods that send a request, or ready the client that would. */
const SENDING = new Set(["client", "delete", "index", "post", "search", "update"]);

/** A method that is called while the engine reads the file, and of which no executor comes. */
export function callHarmless(draft: FlowDraft, entry: Entry): void {
  const { method } = entry;
  draft.problems.warn(entry, {
    code: "method-other",
    message: `The method ${method} of ${calledIn(entry)} is called while Jina reads the file: no executor comes of it.`,
    key: "method",
  });
  if (method === "_update_network_interface") {
    draft.configured.push(entry.args);
  } else if (method === "__init__" || method === "__class__") {
    callConstructor(draft, entry);
  }
}

/** A Flow is made of the entry's keys: `__init__` puts it in the place of this one, `__class__` leaves it unused. */
function callConstructor(draft: FlowDraft, { method, methodAt = 0, args, index }: Entry): void {
  const settingsOfCall = (given: ValueMap) =>
    settingsOfConstructor(
      new Map<string, Value>([
        ...[...given].toSpliced(methodAt, 0, ["method", method]),
        ["copy_flow", false],
      ]),
    );
  const settings = settingsOfCall(args);
  draft.problems.tell(settings.problems, {
    entry: index,
    pathTo: (key) => [draft.flow.listKey, index, key],
    again: (change) => settingsOfCall(change(args)).problems,
  });
  if (method === "__init__") {
    draft.beginAnew(settings);
  }
}

/** Only the reader of files adds search paths where there are none. */
function settingsOfConstructor(kwargs: ValueMap): FlowArguments {
  const settings = createFlowArguments(kwargs);
  const args = new Map([...settings.args].filter(([key]) => key !== SEARCH_PATHS || kwargs.has(key)));
  return { ...settings, args };
}

/** A method that is none, or an attribute of the engine's Flow that makes no executor of an entry. */
export function refuseMethod(draft: FlowDraft, entry: Entry): void {
  const { problems } = draft;
  const { method, args, methodAt = 0 } = entry;
  const fault =
    (method === "_mermaid_str" ? drawingFault(draft) : null) ??
    methodFault(method, [...args.keys()].toSpliced(methodAt, 0, "method"), (attribute) =>
      attributeType(draft, attribute),
    );
  if (method === "load_config") {
    warnOfLoading(draft, entry);
  }
  if (!fault && SENDING.has(method)) {
    problems.add({
      entry: entry.index,
      key: "method",
      severity: "error",
      code: "method-unknown",
      message: `The method ${method} of ${calledIn(entry)} sends a request while Jina reads the file, to a Flow that does not run yet.`,
    });
    return;
  }
  const near = fault ? null : methodMeant(entry, METHODS, () => draft.graph.looseNames().length > 0);
  problems.refuse(entry, {
    code: "method-unknown",
    fault: fault ?? { type: "AttributeError", message: `'Flow' object has no attribute '${method}'` },
    message: `The method of ${calledIn(entry)} must be ${listed(METHODS, "or")}, not ${quoted(method)}.`,
    key: "method",
    ...(near ? { fix: problems.writingMethod(entry, near) } : {}),
  });
}

function warnOfLoading({ problems }: FlowDraft, entry: Entry): void {
  problems.warn(entry, {
    code: "method-other",
    message: `The method load_config of ${calledIn(entry)} reads another file while Jina reads this one: no executor comes of it.`,
    key: "method",
    engine: {
      phase: "load",
      type: "UserWarning",
      message:
        "Calling `load_config` from a Flow instance will override all of the instance's initial parameters. We recommend to use `Flow.load_config(...)` instead",
    },
  });
}

/** A Flow cannot be drawn before it is built: there is no gateway yet. */
function drawingFault({ graph }: FlowDraft): PythonFault | null {
  for (const { needs } of graph.nodes()) {
    const missing = sortNeeds(needs).find((need) => !graph.has(need));
    if (missing !== undefined) {
      return { type: "KeyError", message: pythonRepr(missing) };
    }
  }
  return null;
}

/** Python's type of an attribute of the Flow that depends on what the file says; undefined where it does not. */
function attributeType({ settings }: FlowDraft, attribute: string): string | undefined {
  const given = (key: string): Value => settings.forGateway.get(key) ?? null;
  switch (attribute) {
    case "env":
      return settings.env ? "dict" : undefined;
    case "workspace":
      return settings.workspace === null ? undefined : "str";
    case "host":
      return settings.forGateway.has("host") ? typeName(given("host")) : undefined;
    case "port": {
      const ports = isTrue(given("port")) ? given("port") : given("ports");
      return typeName(isList(ports) && ports.length === 1 ? (ports[0] ?? null) : ports);
    }
    case "port_monitoring":
      return typeName(given("port_monitoring"));
    case "protocol": {
      const protocols = isTrue(given("protocol")) ? given("protocol") : given("protocols");
      return isList(protocols) && protocols.length > 1 ? "list" : undefined;
    }
    default:
      return undefined;
  }
}

/** The method `expose_endpoint`. */
export function exposeEndpoint({ problems, exposed }: FlowDraft, entry: Entry): void {
  const endpoint = entry.args.get("exec_endpoint");
  if (endpoint === undefined) {
    problems.refuse(entry, {
      code: "method-unknown",
      fault: {
        type: "TypeError",
        message: "Flow.expose_endpoint() missing 1 required positional argument: 'exec_endpoint'",
      },
      message: `The method expose_endpoint of ${calledIn(entry)} needs a key exec_endpoint: the endpoint that the gateway is to offer.`,
      key: "method",
    });
  } else if (!isNeed(endpoint) || endpoint === NESTED_FLOW) {
    problems.refuse(entry, {
      code: "argument-value",
      fault: { type: "TypeError", message: `unhashable type: '${typeName(endpoint)}'` },
      message: "an endpoint is a text.",
      key: "exec_endpoint",
    });
  } else {
    exposed.push({ entry, endpoint });
  }
}

/** What the gateway is told of exposed endpoints, as JSON: each with the keys of its call. One that has no form there is refused elsewhere. */
export function exposedEndpoints(exposed: readonly ExposedEndpoint[]): string {
  const calls = new Map<string, Value>();
  for (const { entry, endpoint } of exposed) {
    const { args, method, methodAt = 0 } = entry;
    const keys = [...args].toSpliced(methodAt, 0, ["method", method]);
    const call = new Map(keys.filter(([key]) => key !== "exec_endpoint"));
    if (endpoint instanceof Timestamp || writingFault(call)) {
      continue;
    }
    calls.set(typeof endpoint === "string" ? endpoint : dumpJson(endpoint), call.set("copy_flow", false));
  }
  return dumpJson(calls);
}
