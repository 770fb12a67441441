/**
 * Values of `uses`, `uses_before` and `uses_after` that the engine takes at load and build, and that no Executor can be
 * made of when the Flow starts. Whether a class, a file, an image or an entry of the Hub is there cannot be seen from
 * the file, so nothing is said of those; nor of texts with a variable in them.
 */
import { cut } from "../../base/words.ts";
import type { EngineFault } from "../engine-fault.ts";
import type { Flow } from "../flow.ts";
import { isIdentifier, isList, isMap, isTrue, pythonStr, strip, typeName } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { valueShown } from "./argument-sentences.ts";
import type { BuildProblem } from "./build-problem.ts";
import type { BuiltFlow, BuiltNode } from "./built-flow.ts";
import { type Finding, Findings, type Spot, takeAway } from "./findings.ts";
import { runsInContainer, usesSource } from "./uses-source.ts";

/** Values of which no Executor can be made. */
export function checkUses(flow: Flow, built: BuiltFlow): BuildProblem[] {
  const findings = new Findings(flow);
  const check = (spot: Spot | null, text: Value | undefined, loader: string) => {
    if (spot && typeof text === "string" && !text.includes("$")) {
      const fault = faultOf(text, loader);
      if (fault) {
        const { what, advice = "", engine, mend, below } = fault;
        findings.add(spot, {
          code: "uses-value",
          message:
            `${spot.the} ${what}: Jina takes the file, but the Flow does not start. ${advice}`.trimEnd(),
          ...(engine ? { engine } : {}),
          ...(below ? { below } : {}),
          ...(mend === undefined ? {} : { fix: writing(mend) }),
        });
      }
    }
  };
  for (const node of built.nodes) {
    const { given, hasHead } = node.deployment;
    if (node.external || node.role === "INSPECT_AUX_PASS") {
      continue;
    }
    for (const argument of hasHead ? ["uses", "uses_before", "uses_after"] : ["uses"]) {
      check(findings.spotOf(node, argument), given.values.get(argument), EXECUTORS);
    }
    tellContainerOnly(node, findings);
  }
  check(findings.gatewaySpotOf(built, "uses"), built.gateway.given.values.get("uses"), GATEWAYS);
  return findings.problems;
}

/** The classes that the loader makes things of, as its words name them. */
const EXECUTORS = "<class 'jina.serve.executors.BaseExecutor'>";
const GATEWAYS = "<class 'jina.serve.runtimes.gateway.gateway.BaseGateway'>";

interface Fault {
  /** The rest of a sentence that begins with the argument and its owner. */
  readonly what: string;
  readonly advice?: string;
  /** What the loader says, without the places in its own text; absent where that hangs on how it prints YAML. */
  readonly engine?: Omit<EngineFault, "phase">;
  readonly below?: readonly string[];
  /** What means the same to whoever wrote it, and works. */
  readonly mend?: string;
}

function faultOf(text: string, loader: string): Fault | null {
  const source = usesSource(text);
  switch (source.kind) {
    case "image":
      return /^[^\s]+$/.test(source.image)
        ? null
        : { what: "names no image, which comes behind docker:// without blanks" };
    case "module":
      return source.isPath
        ? {
            what: "is taken for a class of a Python module, because a file's path has letters, digits and the signs / - _ . alone",
            engine: {
              type: "FileNotFoundError",
              message: `can not find ${text.slice(0, text.lastIndexOf("."))}`,
            },
          }
        : null;
    case "inline":
      return isMap(source.value)
        ? faultOfMapping(source.value, text, loader)
        : {
            what: `is ${valueShown(source.value)}, which is no Executor`,
            engine: isTrue(source.value)
              ? {
                  type: "AttributeError",
                  message: `'${typeName(source.value)}' object has no attribute 'update'`,
                }
              : emptySource(text, loader),
          };
    case "nothing":
      return faultOfText(text);
    default:
      return null;
  }
}

function emptySource(text: string, loader: string): Fault["engine"] {
  const message = `can not construct ${loader} from an empty ${text}. nothing to read from there`;
  return { type: "BadConfigSource", message };
}

function invalidSource(text: string, loader: string): Fault["engine"] {
  const message = `Can not construct ${loader} object from ${text}. Source might be an invalid configuration.`;
  return { type: "BadConfigSource", message };
}

function faultOfMapping(map: ValueMap, text: string, loader: string): Fault | null {
  const jtype = map.get("jtype");
  if (jtype === undefined) {
    return {
      what: `is ${map.size === 0 ? "an empty mapping" : "a mapping without jtype"}, and a mapping names its class, as jtype: MyExecutor`,
      engine: map.size === 0 ? emptySource(text, loader) : invalidSource(text, loader),
    };
  }
  const isFirst = [...map.keys()][0] === "jtype";
  if (typeof jtype !== "string" || !isIdentifier(jtype)) {
    const tag = tagOf(jtype);
    const isQuoted = isMap(jtype) || isList(jtype) || (typeof jtype === "string" && strip(jtype) !== jtype);
    const engine = isQuoted
      ? invalidSource(text, loader)
      : tag === null
        ? undefined
        : isFirst
          ? { type: "ConstructorError", message: `could not determine a constructor for the tag '!${tag}'` }
          : NO_TAG_THERE;
    // What else can be said in a mapping, with and metas, has its own arguments beside uses.
    const isAlone =
      typeof jtype === "string" &&
      map.size === 1 &&
      ["hub", "image", "file", "module"].includes(usesSource(jtype).kind);
    return {
      what: `has the jtype ${valueShown(jtype)}, which is not the bare name of a class`,
      ...(isAlone ? { advice: `Write uses: ${cut(jtype)}.`, mend: jtype } : {}),
      ...(engine ? { engine } : {}),
      below: ["jtype"],
    };
  }
  return isFirst
    ? null
    : {
        what: "is a mapping whose jtype is not its first key",
        ...(/^(?!(?:yes|no|on|off|true|false|null)$)\w+$/i.test(jtype) ? { engine: NO_TAG_THERE } : {}),
        below: ["jtype"],
      };
}

/** The loader writes the mapping as YAML with `!X` in the place of `jtype: X`, which must be at its beginning. */
const NO_TAG_THERE = { type: "ScannerError", message: "could not find expected ':'" };

/**
 * The tag that the loader makes of a jtype, where it is sure how its YAML looks: an empty text is read as nothing, and
 * nothing is null. What begins with a letter and has a sign inside is no other kind of value in YAML.
 */
function tagOf(jtype: Value): string | null {
  if (jtype === null || jtype === "") {
    return "null";
  }
  if (typeof jtype === "boolean") {
    return String(jtype);
  }
  if (typeof jtype === "string") {
    return /^[A-Za-z_]\w*(?:[.:/+-]+\w+)+$/.test(jtype) ? jtype : null;
  }
  return typeof jtype === "bigint" || Number.isInteger(jtype) ? pythonStr(jtype) : null;
}

function faultOfText(text: string): Fault {
  const better = [strip(text), text.replace(/^[a-z+]+(?=:\/\/)/i, (scheme) => scheme.toLowerCase())].find(
    (one) => usesSource(one).kind !== "nothing",
  );
  return {
    what: "is none of what it can be",
    advice: /^jinaai(?:\+\w+)?:/i.test(text)
      ? "An Executor of the Hub is jinaai://USER/NAME."
      : "Write a class, module.Class, a YAML file, docker://IMAGE or an Executor of the Hub, as jinaai://USER/NAME.",
    engine: { type: "BadConfigSource", message: text },
    ...(better === undefined ? {} : { mend: better }),
  };
}

function writing(value: string): Finding["fix"] {
  return (at) => ({
    label: `Write ${at.at(-1)}: ${cut(value)}`,
    edit: { kind: "set-path", path: at, value },
  });
}

/** Arguments that the engine reads where it starts a container, and there alone. */
const FOR_CONTAINERS = ["docker_kwargs", "entrypoint", "volumes", "gpus", "disable_auto_volume"];

function tellContainerOnly(node: BuiltNode, findings: Findings): void {
  const spots = FOR_CONTAINERS.flatMap((argument) => {
    const spot = findings.spotOf(node, argument);
    return spot ? [spot] : [];
  });
  if (spots.length === 0) {
    return;
  }
  const { uses, usesBefore, usesAfter, name } = node;
  const all = [uses, usesBefore, usesAfter].filter((one) => one !== null);
  if (all.some((one) => one.includes("$") || runsInContainer(one))) {
    return;
  }
  for (const spot of spots) {
    findings.add(spot, {
      code: "container-ignored",
      message: `${spot.the} is ignored, and Jina does not say so: it is for containers, and ${cut(name, 40)} runs in none, because its uses, ${cut(uses)}, is no image.`,
      fix: takeAway,
    });
  }
}
