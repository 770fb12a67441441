/**
 * Values of `uses`, `uses_before` and `uses_after` that the engine takes at load and build, and that no Executor can be
 * made of when the Flow starts. Whether a class, a file, an image or an entry of the Hub is there cannot be seen from
 * the file, so nothing is said of those; nor of texts with a variable in them.
 */
import type { BuildProblem } from "./build.ts";
import { type Finding, Findings, type Spot, takeAway } from "./findings.ts";
import type { BuiltFlow, BuiltNode, Flow, Value, ValueMap } from "./flow.ts";
import { isIdentifier, isMap, isTrue, pythonStr, strip, typeName } from "./python.ts";
import { runsInContainer, usesSource } from "./uses-source.ts";

export function checkUses(flow: Flow, built: BuiltFlow): BuildProblem[] {
  const findings = new Findings(flow);
  const check = (spot: Spot | null, text: Value | undefined, argument: string, who: string) => {
    if (spot && typeof text === "string" && !text.includes("$")) {
      const fault = faultOf(text);
      if (fault) {
        const { what, mend, below } = fault;
        findings.add(spot, {
          code: "uses-value",
          message: `${argument} of ${who} ${what}`,
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
      check(findings.spotOf(node, argument), given.values.get(argument), argument, node.name);
    }
    tellContainerOnly(node, findings);
  }
  check(findings.gatewaySpotOf(built, "uses"), built.gateway.given.values.get("uses"), "uses", "the gateway");
  return findings.problems;
}

interface Fault {
  /** The rest of a sentence that begins with the argument and its owner. */
  readonly what: string;
  readonly below?: readonly string[];
  /** What means the same to whoever wrote it, and works. */
  readonly mend?: string;
}

const NO_START = "the engine takes it, but the Flow does not start";

function faultOf(text: string): Fault | null {
  const source = usesSource(text);
  switch (source.kind) {
    case "image":
      return /^[^\s]+$/.test(source.image)
        ? null
        : { what: `names no image: behind docker:// comes its name, without blanks. ${CAPITAL_NO_START}.` };
    case "module":
      return source.isPath
        ? {
            what: `is taken for a class of a Python module: in the path of a file there are letters, digits and the signs / - _ . alone. ${CAPITAL_NO_START} ("can not find ${text.slice(0, text.lastIndexOf("."))}").`,
          }
        : null;
    case "inline":
      return isMap(source.value)
        ? faultOfMapping(source.value)
        : {
            what: `is ${short(text)}, which is no Executor: ${NO_START} (${isTrue(source.value) ? `"'${typeName(source.value)}' object has no attribute 'update'"` : "BadConfigSource"}).`,
          };
    case "nothing":
      return faultOfText(text);
    default:
      return null;
  }
}

const CAPITAL_NO_START = `T${NO_START.slice(1)}`;

function faultOfMapping(map: ValueMap): Fault | null {
  const jtype = map.get("jtype");
  if (jtype === undefined) {
    return {
      what: `is ${map.size === 0 ? "an empty mapping" : "a mapping without jtype"}: a mapping names its class, as jtype: MyExecutor. ${CAPITAL_NO_START} (BadConfigSource).`,
    };
  }
  // The loader reads the mapping as YAML once more, where an empty text is nothing, and nothing is null.
  const named = jtype === null || jtype === "" ? "null" : pythonStr(jtype);
  if (typeof jtype !== "string" || jtype === "" || !isIdentifier(jtype)) {
    // What is quoted when the loader writes it as YAML, or is no text at all, is no tag of YAML to it.
    const isTag = /^[\w:/.+-]+$/.test(named);
    const words = isTag
      ? `"could not determine a constructor for the tag '!${short(named)}'"`
      : "BadConfigSource";
    // What else can be said in a mapping, with and metas, has its own arguments beside uses.
    const isAlone = map.size === 1 && ["hub", "image", "file", "module"].includes(usesSource(named).kind);
    return {
      what: `has the jtype ${short(named)}, and jtype is the bare name of a class. ${CAPITAL_NO_START} (${words}).${isAlone ? ` Write uses: ${short(named)}.` : ""}`,
      below: ["jtype"],
      ...(isAlone ? { mend: named } : {}),
    };
  }
  return [...map.keys()][0] === "jtype"
    ? null
    : {
        what: `is a mapping whose jtype is not its first key. ${CAPITAL_NO_START} (ScannerError).`,
        below: ["jtype"],
      };
}

function faultOfText(text: string): Fault {
  const better = [strip(text), text.replace(/^[a-z+]+(?=:\/\/)/i, (scheme) => scheme.toLowerCase())].find(
    (one) => usesSource(one).kind !== "nothing",
  );
  const advice = /^jinaai(?:\+\w+)?:/i.test(text)
    ? "An Executor of the Hub is jinaai://USER/NAME."
    : "uses is a class, module.Class, a YAML file, docker://IMAGE or an Executor of the Hub, as jinaai://USER/NAME.";
  return {
    what: `is "${short(text)}", which is none of what it can be. ${CAPITAL_NO_START} (BadConfigSource). ${advice}`,
    ...(better === undefined ? {} : { mend: better }),
  };
}

function writing(value: string): Finding["fix"] {
  return (at) => ({
    label: `Write ${at.at(-1)}: ${short(value)}`,
    edit: { kind: "set-path", path: at, value },
  });
}

/** Arguments that the engine reads where it starts a container, and there alone. */
const FOR_CONTAINERS = ["docker_kwargs", "entrypoint", "volumes", "gpus", "disable_auto_volume"];

function tellContainerOnly(node: BuiltNode, findings: Findings): void {
  const spots = FOR_CONTAINERS.flatMap((argument) => {
    const spot = findings.spotOf(node, argument);
    return spot ? [{ argument, spot }] : [];
  });
  if (spots.length === 0) {
    return;
  }
  const { uses, usesBefore, usesAfter, name } = node;
  const all = [uses, usesBefore, usesAfter].filter((one) => one !== null);
  if (all.some((one) => one.includes("$") || runsInContainer(one))) {
    return;
  }
  for (const { argument, spot } of spots) {
    findings.add(spot, {
      code: "container-ignored",
      message: `${argument} is for containers, and ${name} runs in none: uses is ${short(uses)}, no image. The engine passes over it without a word.`,
      fix: takeAway,
    });
  }
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
