/**
 * Deployments of a Flow: in a file of their own, or as a mapping among the executors. The engine reads either from its
 * text again, as it reads the Flow: variables, references, modules and tags are gone through once more, with the
 * Deployment as the root. Faults come in the engine's order and words.
 */
import { createOwnDeployment } from "../model/deployment.ts";
import type { Entry, Value, ValueMap } from "../model/flow.ts";
import type { Path, Problem } from "../model/problem.ts";
import { isTrue, typeName } from "../model/python.ts";
import { loadJson } from "../model/python-json.ts";
import { dumpYaml, hasListForKey, mayChange } from "./engine-dump.ts";
import { parseEngineYaml } from "./engine-text.ts";
import { type LoadContext, Loader, NO_MAP } from "./loader.ts";
import { readValues } from "./read-values.ts";
import { substitute } from "./substitute.ts";

export interface LoadedDeployment {
  /** What stands under its `with`. */
  readonly args: ValueMap;
  readonly problems: readonly Problem[];
}

/** One that is a mapping at `path` of the Flow's file. */
export function loadInlineDeployment(map: ValueMap, path: Path, context: LoadContext): LoadedDeployment {
  return new DeploymentLoader(path, true, context).loadInline(map);
}

/** One that a text stands for, at `path` of the Flow's file. */
export function loadNamedDeployment(source: string, path: Path, context: LoadContext): LoadedDeployment {
  return new DeploymentLoader(path, false, context).loadNamed(source);
}

const CLASS = "<class 'jina.orchestrate.deployments.Deployment'>";
const NAMES_NO_FILE = "an entry that is a text names a YAML file with a Deployment in it.";

class DeploymentLoader extends Loader {
  private readonly path: Path;
  private readonly isInline: boolean;
  private hasOddKeys = false;

  constructor(path: Path, isInline: boolean, context: LoadContext) {
    super("Deployment", context);
    this.path = path;
    this.isInline = isInline;
  }

  protected override placeOf(path: Path): Path {
    return this.isInline ? [...this.path, ...path] : this.path;
  }

  /** The engine writes the mapping as a text, and reads that. */
  loadInline(map: ValueMap): LoadedDeployment {
    if (hasListForKey(map)) {
      return this.refused("ParserError", "expected <block end>, but found '-'", "a list cannot be a key.");
    }
    return mayChange(map) ? this.loadText(dumpYaml(map), "") : this.load(map, "");
  }

  /** In the engine's order of what a text may be. */
  loadNamed(source: string): LoadedDeployment {
    if (source === "") {
      return this.refused("BadConfigSource", "", NAMES_NO_FILE);
    }
    if (/^[/\p{L}\p{N}_\-.]+.ya?ml$/u.test(source.trim())) {
      return this.loadFile(source);
    }
    if (/^https?:/i.test(source)) {
      this.missing(source, [], "This entry is a Deployment on the web.", false);
      return { args: NO_MAP, problems: this.problems };
    }
    if (/^\s*(?:!|jtype)/.test(source)) {
      return this.loadText(source.replaceAll("|", "\n    with: "), source);
    }
    if (/^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(source)) {
      return this.load(new Map([["jtype", source]]), source);
    }
    const module = /^(.*)\.[\p{XID_Start}_]\p{XID_Continue}*$/su.exec(source)?.[1];
    if (module !== undefined) {
      return this.refuseModule(module);
    }
    const json = loadJson(source);
    return "fault" in json
      ? this.refused("BadConfigSource", source, NAMES_NO_FILE)
      : this.load(json.value, source);
  }

  private refused(type: string, message: string, advice: string): LoadedDeployment {
    this.fail([], type, message, advice);
    return { args: NO_MAP, problems: this.problems };
  }

  /** `module.Class`: the module is imported, or looked for as a file. */
  private refuseModule(module: string): LoadedDeployment {
    return module === ""
      ? this.refused("ValueError", "Empty module name", NAMES_NO_FILE)
      : /^\.+/.test(module)
        ? this.refused(
            "TypeError",
            `the 'package' argument is required to perform a relative import for '${module}'`,
            NAMES_NO_FILE,
          )
        : this.refused("FileNotFoundError", `can not find ${module}`, NAMES_NO_FILE);
  }

  private loadFile(file: string): LoadedDeployment {
    const { readFile } = this.context;
    const text = readFile?.(file.trim()) ?? null;
    if (text === null) {
      this.missing(file, [], "This entry is a Deployment in a file of its own.", readFile !== null);
      return { args: NO_MAP, problems: this.problems };
    }
    return this.loadText(text, file);
  }

  private loadText(text: string, source: string): LoadedDeployment {
    const yaml = parseEngineYaml(text);
    if (yaml.fault) {
      const { type, words, message } = yaml.fault;
      return this.refused(type ?? "ScannerError", words ?? message, `${source} is no YAML.`);
    }
    const { value, oddKeys } = readValues(yaml, "yaml");
    this.hasOddKeys = oddKeys.some((path) => path.length === 1 && path[0] === "with");
    return this.load(value, source);
  }

  load(given: Value, source: string): LoadedDeployment {
    const found = this.argsOf(given, source);
    return { args: found ?? NO_MAP, problems: this.problems };
  }

  /** Null where the engine refuses it. */
  private argsOf(given: Value, source: string): ValueMap | null {
    if (!isTrue(given)) {
      const message = `can not construct ${CLASS} from an empty ${source}. nothing to read from there`;
      this.fail([], "BadConfigSource", message, "there is nothing in it.");
      return null;
    }
    if (!(given instanceof Map)) {
      const message = `'${typeName(given)}' object has no attribute 'update'`;
      this.fail([], "AttributeError", message, "a Deployment is a mapping.");
      return null;
    }
    const { value, fault } = substitute(given, this.context.environment);
    if (fault) {
      this.fail(
        fault.path,
        fault.engine.type,
        fault.engine.message,
        `look into ${source || "this Deployment"}.`,
      );
      return null;
    }
    const map = value as ValueMap;
    this.checkModules(map);
    if (!map.has("with")) {
      this.fail([], "KeyError", "'with'", "a Deployment has its arguments under with.");
      return null;
    }
    const args = map.get("with")!;
    if (!(args instanceof Map)) {
      const message = `'${typeName(args)}' object has no attribute 'get'`;
      this.fail(["with"], "AttributeError", message, "a Deployment has its arguments under with.");
      return null;
    }
    this.checkSearchPaths(args as ValueMap);
    const whole = this.withoutNested(map, []) as ValueMap;
    if (map.get("jtype") !== "Deployment") {
      const message = `Can not construct ${CLASS} object from ${source}. Source might be an invalid configuration.`;
      this.fail([], "BadConfigSource", message, `${source} has to begin with jtype: Deployment.`);
    }
    this.checkVersion(map.get("version"));
    if (this.hasOddKeys) {
      this.fail(
        ["with"],
        "TypeError",
        "keywords must be strings",
        "a key here is a number, a boolean or nothing.",
      );
    }
    const inner = whole.get("with");
    return inner instanceof Map ? (inner as ValueMap) : null;
  }

  /** A Deployment inside this one is made in full, and nothing comes of it but what the engine says meanwhile. */
  protected override makeNested(map: ValueMap, path: Path): void {
    const args = map.get("with");
    const { problems } = createOwnDeployment(args instanceof Map ? (args as ValueMap) : NO_MAP);
    for (const { severity, message, engine } of problems) {
      if (engine?.phase === "load") {
        this.problems.push({ code: "flow-nested", severity, path: this.placeOf(path), message, engine });
      }
    }
  }
}

/** The entry of the list that a Deployment makes. */
export function entryOfDeployment(
  index: number,
  args: ValueMap,
  deployment: NonNullable<Entry["deployment"]>,
): Entry {
  return { index, method: "add", args, deployment };
}
