/**
 * Deployments of a Flow: in a file of their own, or as a mapping among the executors. The engine reads either from its
 * text again, as it reads the Flow: variables, references, modules and tags are gone through once more, with the
 * Deployment as the root. Faults come in the engine's order and words.
 */
import { cut, quoted } from "../../base/words.ts";
import { valueShown } from "../../model/engine/argument-sentences.ts";
import { createOwnDeployment } from "../../model/engine/create-deployment.ts";
import { type Entry, NESTED_DEPLOYMENT } from "../../model/flow.ts";
import type { Path } from "../../model/path.ts";
import { type Problem, placeOf } from "../../model/problem.ts";
import { isMap, isTrue, typeName } from "../../model/python.ts";
import { loadJson } from "../../model/python-json.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { dumpYaml, hasListForKey, mayChange } from "./engine-dump.ts";
import { parseEngineYaml } from "./engine-text.ts";
import { type LoadContext, Loader, NO_MAP } from "./loader.ts";
import { readValues } from "./read-values.ts";
import { restoreRoot } from "./restore-tags.ts";
import { type Allowance, substitute } from "./substitute.ts";

/** A Deployment of the list, as the engine reads it from a text of its own. */
export interface LoadedDeployment {
  /** What stands under its `with`. */
  readonly args: ValueMap;
  readonly problems: readonly Problem[];
}

/** One that is a mapping at `path` of the Flow's file. */
export function loadInlineDeployment(
  map: ValueMap,
  path: Path,
  context: LoadContext,
  allowance: Allowance,
): LoadedDeployment {
  return new DeploymentLoader(path, true, context, allowance).loadInline(map);
}

/** One that a text stands for, at `path` of the Flow's file. */
export function loadNamedDeployment(
  source: string,
  path: Path,
  context: LoadContext,
  allowance: Allowance,
): LoadedDeployment {
  return new DeploymentLoader(path, false, context, allowance).loadNamed(source);
}

/** A text that names a file. */
const FILE = /^[/\p{L}\p{N}_\-.]+.ya?ml$/u;
const NAME = "jina.orchestrate.deployments.Deployment";
const CLASS = `<class '${NAME}'>`;

class DeploymentLoader extends Loader {
  private readonly path: Path;
  private readonly isInline: boolean;
  private hasOddKeys = false;

  constructor(path: Path, isInline: boolean, context: LoadContext, allowance: Allowance) {
    super("Deployment", context, allowance);
    this.path = path;
    this.isInline = isInline;
  }

  override placeOf(path: Path): Path {
    return this.isInline ? [...this.path, ...path] : this.path;
  }

  /** The engine writes the mapping as a text, and reads that. */
  loadInline(map: ValueMap): LoadedDeployment {
    if (hasListForKey(map)) {
      const message = "This Deployment has a key that is a list: each key must be a text.";
      return this.refused("ParserError", "expected <block end>, but found '-'", message);
    }
    return mayChange(map) ? this.loadText(dumpYaml(map), "") : this.load(map, "");
  }

  /** In the engine's order of what a text may be. */
  loadNamed(source: string): LoadedDeployment {
    if (source === "") {
      return this.refusedText("BadConfigSource", "", source);
    }
    if (FILE.test(source.trim())) {
      return this.loadFile(source);
    }
    if (/^https?:/i.test(source)) {
      this.missing(source, [], `The address ${cut(source)}, which holds this Deployment,`, false);
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
      return this.refuseModule(module, source);
    }
    const json = loadJson(source);
    return "fault" in json
      ? this.refusedText("BadConfigSource", source, source)
      : this.load(json.value, source);
  }

  private refused(type: string, words: string, message: string): LoadedDeployment {
    this.fail([], type, words, message);
    return { args: NO_MAP, problems: this.problems };
  }

  /** A text that names no Deployment. */
  private refusedText(type: string, words: string, source: string): LoadedDeployment {
    return this.refused(type, words, this.textSentence(source));
  }

  private textSentence(source: string): string {
    const [listKey, index, key] = this.path;
    const item = `${Number(index) + 1} of ${listKey}`;
    return key === undefined
      ? `Item ${item} is the text ${quoted(source)}: it must be a mapping, such as name: encoder, or the path of a YAML file that holds a Deployment.`
      : `The ${key} of item ${item} is the text ${quoted(source)}: it must be the path of a YAML file that holds a Deployment.`;
  }

  /** A sentence about what an entry or a file holds; of a text that names no file, one about the text. */
  private sentence(source: string, what: string): string {
    return source === "" || FILE.test(source.trim()) ? what : this.textSentence(source);
  }

  /** `module.Class`: the module is imported, or looked for as a file. */
  private refuseModule(module: string, source: string): LoadedDeployment {
    return module === ""
      ? this.refusedText("ValueError", "Empty module name", source)
      : /^\.+/.test(module)
        ? this.refusedText(
            "TypeError",
            `the 'package' argument is required to perform a relative import for '${module}'`,
            source,
          )
        : this.refusedText("FileNotFoundError", `can not find ${module}`, source);
  }

  private loadFile(file: string): LoadedDeployment {
    const { readFile } = this.context;
    const text = readFile?.(file.trim()) ?? null;
    if (text === null) {
      const what = `The file ${cut(file.trim())}, which holds this Deployment,`;
      this.missing(file, [], what, readFile !== null);
      return { args: NO_MAP, problems: this.problems };
    }
    return this.loadText(text, file);
  }

  private loadText(text: string, source: string): LoadedDeployment {
    const yaml = parseEngineYaml(text);
    if (yaml.fault) {
      const { type, words, message, from } = yaml.fault;
      const sentence =
        source === ""
          ? `The text that Jina writes of this Deployment is not YAML: ${message}`
          : `The file ${cut(source)} is not YAML, at its line ${placeOf(text, from).line}: ${message}`;
      return this.refused(type ?? "ScannerError", words ?? message, this.sentence(source, sentence));
    }
    const { value, oddKeys } = readValues(yaml, "yaml");
    this.hasOddKeys = oddKeys.some((path) => path.length === 1 && path[0] === "with");
    return this.load(value, source);
  }

  load(given: Value, source: string): LoadedDeployment {
    const found = this.argsOf(given, source);
    return { args: found ?? NO_MAP, problems: this.problems };
  }

  /** What the Deployment is made of; null where the engine refuses it. */
  private argsOf(given: Value, source: string): ValueMap | null {
    const root = this.rootOf(given, source);
    const map = root && this.resolved(root, source);
    if (!map) {
      return null;
    }
    this.checkModules(map);
    const args = this.withOf(map, source);
    if (!args) {
      return null;
    }
    this.checkSearchPaths(args);
    const read = restoreRoot(this, map);
    if (map.get("jtype") !== "Deployment") {
      const words = `Can not construct ${CLASS} object from ${source}. Source might be an invalid configuration.`;
      const message = `${wholeOf(source)} must begin with jtype: Deployment.`;
      this.fail([], "BadConfigSource", words, this.sentence(source, message));
    }
    this.checkVersion(map.get("version"));
    if (this.hasOddKeys) {
      this.fail(
        ["with"],
        "TypeError",
        "keywords must be strings",
        "The with of this Deployment has a key that is no text, as a number, a list, true or nothing: each key must be a text.",
      );
    }
    const inner = read.get("with");
    if (inner === NESTED_DEPLOYMENT) {
      this.refuseObject(`${NAME}() argument after ** must be a mapping, not Deployment`);
    }
    return isMap(inner) ? inner : null;
  }

  /** What is loaded, if it is a mapping with something in it. */
  private rootOf(given: Value, source: string): ValueMap | null {
    if (!isTrue(given)) {
      const words = `can not construct ${CLASS} from an empty ${source}. nothing to read from there`;
      const message = `${wholeOf(source)} must hold a Deployment, but nothing is in it.`;
      this.fail([], "BadConfigSource", words, this.sentence(source, message));
      return null;
    }
    if (!isMap(given)) {
      const words = `'${typeName(given)}' object has no attribute 'update'`;
      const message = `${wholeOf(source)} must hold a Deployment, which is a mapping, not ${valueShown(given)}.`;
      this.fail([], "AttributeError", words, this.sentence(source, message));
      return null;
    }
    return given;
  }

  /** The mapping with what variables and references stand for; those of the Flow's caller are not handed on to it. */
  private resolved(map: ValueMap, source: string): ValueMap | null {
    const { environment } = this.context;
    const { value, fault } = substitute(map, { environment }, this.allowance);
    if (!fault) {
      return isMap(value) ? value : map;
    }
    if (fault.engine) {
      const { type, message: words } = fault.engine;
      const sentence = source === "" ? fault.sentence : `In the file ${cut(source)}: ${fault.sentence}`;
      this.fail(fault.path, type, words, sentence);
    } else {
      this.exceed(fault.path, fault.limit);
    }
    return null;
  }

  /** The mapping's `with`, which must be there. */
  private withOf(map: ValueMap, source: string): ValueMap | null {
    const args = map.get("with");
    if (args === undefined) {
      this.fail([], "KeyError", "'with'", this.sentence(source, NO_WITH));
      return null;
    }
    if (!isMap(args)) {
      const words = `'${typeName(args)}' object has no attribute 'get'`;
      const message = `The with of this Deployment must be a mapping, not ${valueShown(args)}.`;
      this.fail(["with"], "AttributeError", words, this.sentence(source, message));
      return null;
    }
    return args;
  }

  /** A Deployment inside this one is made in full, and nothing comes of it but what the engine says meanwhile. */
  override makeNested(map: ValueMap, path: Path): void {
    const args = map.get("with");
    const { problems } = createOwnDeployment(isMap(args) ? args : NO_MAP, "it");
    this.tellNested(problems, path);
  }
}

/** What is loaded, at the beginning of a sentence. */
function wholeOf(source: string): string {
  return source === "" ? "This entry" : `The file ${cut(source)}`;
}

const NO_WITH = "This Deployment has no with: its arguments must stand there.";

/** The entry of the list that a Deployment makes. */
export function entryOfDeployment(
  index: number,
  args: ValueMap,
  deployment: NonNullable<Entry["deployment"]>,
): Entry {
  return { index, method: "add", args, deployment };
}
