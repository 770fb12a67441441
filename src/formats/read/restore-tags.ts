/**
 * Tags that the engine puts back into a file before it makes an object of it. It writes every `jtype: Flow` (of a
 * Deployment every `jtype: Deployment`) as a tag, which can only stand before all other keys of its mapping, and makes a
 * Flow of the mapping: inside another one that is an object, of which the rest of the engine sees the text.
 */
import { isSameList } from "../../base/is-same-list.ts";
import { cut, quoted } from "../../base/words.ts";
import { NESTED_DEPLOYMENT, NESTED_FLOW } from "../../model/flow.ts";
import type { Path } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { isList, isMap, pythonRepr } from "../../model/python.ts";
import type { PythonFault } from "../../model/python-json.ts";
import { type Value, type ValueMap, withValues } from "../../model/value.ts";
import { isWrittenPlain } from "./engine-dump.ts";

/** The class whose objects a file's tags make. */
export type Kind = "Flow" | "Deployment";

/** What is asked of whoever loads the file. */
interface TagHost {
  readonly kind: Kind;
  /** Where in the Flow's file something is that stands at a path of the file that is loaded. */
  placeOf(path: Path): Path;
  push(problem: Problem): void;
  /** The engine refuses what stands at a path; the message is for people. */
  fail(path: Path, type: string, words: string, message: string): void;
  /** Makes an object inside another one: what that says, and fails at. */
  makeNested(map: ValueMap, path: Path): void;
}

const OBJECT: Readonly<Record<Kind, string>> = { Flow: NESTED_FLOW, Deployment: NESTED_DEPLOYMENT };

/** The values of the file as they are behind its tags. */
export function restoreRoot(host: TagHost, root: ValueMap): ValueMap {
  const restored = restoreOwnTag(host, root, []);
  return isMap(restored) ? restored : root;
}

function restoreTags(host: TagHost, value: Value, path: Path): Value {
  if (typeof value === "string") {
    return restoreInText(host, value, path);
  }
  if (isList(value)) {
    return mapped(value, (item, index) => restoreTags(host, item, [...path, index]));
  }
  return isMap(value) ? restoreOwnTag(host, value, path) : value;
}

/** A mapping, once the tags inside it are put back. */
interface TaggedMap {
  readonly map: ValueMap;
  readonly inner: ValueMap;
  readonly path: Path;
  /** The key of the tag is the only one. */
  readonly isAlone: boolean;
}

function restoreOwnTag(host: TagHost, map: ValueMap, path: Path): Value {
  const { kind } = host;
  const inner = mappedMap(map, (item, key) => restoreTags(host, item, [...path, key]));
  // The engine has put something of its own into the file's `with` by then.
  const isAlone = map.size === 1 && !(path.length === 1 && path[0] === "with");
  const tagged = { map, inner, path, isAlone };
  const behind = keyBeforeTag(map, kind);
  if (behind !== null) {
    return restoreBehind(host, behind, tagged);
  }
  const jtype = map.get("jtype");
  if (typeof jtype === "string" && isTagged(jtype, kind)) {
    const { type, message } = tagFault(jtype, isAlone);
    const sentence = `The jtype must be ${kind}, or the name of another class, not ${quoted(jtype)}.`;
    host.fail([...path, "jtype"], type, message, sentence);
    return inner;
  }
  if (jtype !== kind || !makesObject(host, tagged)) {
    return inner;
  }
  host.push({
    code: "flow-nested",
    severity: "warning",
    path: host.placeOf([...path, "jtype"]),
    message: `jtype: ${kind} inside another ${kind}: Jina makes a second ${kind} of this mapping while it reads the file, and takes that for the value.`,
  });
  host.makeNested(inner, path);
  return OBJECT[kind];
}

/** What the reader says of a tag that goes on behind the word. */
function tagFault(jtype: string, isAlone: boolean): PythonFault {
  if (/\s/.test(jtype) && !isAlone) {
    const isQuoted = /\s["']/.test(jtype);
    return {
      type: "ScannerError",
      message: isQuoted ? "could not find expected ':'" : "mapping values are not allowed here",
    };
  }
  const odd = [...jtype].find((char) => !/[\w\-;/?:@&=+$,.!~*'()[\]%]/.test(char));
  return odd === undefined
    ? { type: "ConstructorError", message: `could not determine a constructor for the tag '!${jtype}'` }
    : { type: "ScannerError", message: `expected ' ', but found ${pythonRepr(odd)}` };
}

/** Whether the engine makes an object inside another one of a mapping with its tag, and what it refuses before. */
function makesObject(host: TagHost, { map, path, isAlone }: TaggedMap): boolean {
  const { kind } = host;
  if (map.keys().next().value !== "jtype") {
    host.push({
      code: "jtype-first",
      severity: "error",
      path: host.placeOf([...path, "jtype"]),
      isKey: true,
      engine: { phase: "load", type: "ScannerError", message: "could not find expected ':'" },
      message:
        host.placeOf(path).length === 0
          ? `jtype: ${kind} must be the first line of the file, before all other keys.`
          : `jtype: ${kind} must be the first key of its mapping: Jina makes a ${kind} of any mapping that has it.`,
    });
    return false;
  }
  if (path.length > 0 && isAlone) {
    const sentence = `jtype: ${kind} begins a ${kind}, and no ${kind} can stand inside another one: take it away.`;
    host.fail(path, "ConstructorError", "expected a mapping node, but found scalar", sentence);
    return false;
  }
  return path.length > 0;
}

/** The tag is put back behind a key that only ends in `jtype` too: what is left there is no entry of a mapping. */
function restoreBehind(host: TagHost, key: string, { map, inner, path, isAlone }: TaggedMap): Value {
  const { kind } = host;
  const value = String(map.get(key));
  const written = `${key.slice(0, -"jtype".length)}!${value}`;
  const because = `Jina reads ${quoted(`${key}: ${value}`)} as ${quoted(written)}: it puts !${kind} in the place of jtype: ${kind} everywhere.`;
  if (isAlone) {
    host.push({ code: "text-changed", severity: "warning", path: host.placeOf(path), message: because });
    return written;
  }
  const isFirst = map.keys().next().value === key;
  const words = isFirst ? "mapping values are not allowed here" : "could not find expected ':'";
  host.fail([...path, key], "ScannerError", words, because);
  return inner;
}

/** The tag is put back wherever the words stand, in a text too. */
function restoreInText(host: TagHost, text: string, path: Path): string {
  const { kind } = host;
  if (!text.includes(`jtype: ${kind}`) || path.at(-1) === "jtype") {
    return text;
  }
  const changed = text.replaceAll(TAG_IN_TEXT[kind], `!${kind}`);
  if (changed !== text) {
    host.push({
      code: "text-changed",
      severity: "warning",
      path: host.placeOf(path),
      message: `Jina reads this text as ${JSON.stringify(cut(changed))}: it puts !${kind} in the place of jtype: ${kind} everywhere.`,
    });
  }
  return changed;
}

const TAG_IN_TEXT: Readonly<Record<Kind, RegExp>> = {
  Flow: /jtype: Flow(?![\p{L}\p{N}_])/gu,
  Deployment: /jtype: Deployment(?![\p{L}\p{N}_])/gu,
};

/** Whether a text behind `jtype: ` begins with the word that the engine makes a tag of, and goes on. */
function isTagged(text: string, word: string): boolean {
  return text.startsWith(word) && isWrittenPlain(text) && /^[^\p{L}\p{N}_]/u.test(text.slice(word.length));
}

/** The key that ends in `jtype` behind something else, before the word that the engine makes a tag of; null if none. */
function keyBeforeTag(map: ValueMap, word: string): string | null {
  for (const [key, value] of map) {
    if (
      key.length > "jtype".length &&
      key.endsWith("jtype") &&
      typeof value === "string" &&
      (value === word || isTagged(value, word)) &&
      isWrittenPlain(key)
    ) {
      return key;
    }
  }
  return null;
}

/** The list itself if no item changes. */
function mapped(list: readonly Value[], change: (item: Value, index: number) => Value): readonly Value[] {
  const items = list.map(change);
  return isSameList(items, list) ? list : items;
}

/** The mapping itself if no value changes. */
function mappedMap(map: ValueMap, change: (item: Value, key: string) => Value): ValueMap {
  let out: Map<string, Value> | null = null;
  for (const [key, item] of map) {
    const changed = change(item, key);
    if (changed !== item) {
      out ??= new Map(map);
      out.set(key, changed);
    }
  }
  return out ? withValues(map, out) : map;
}
