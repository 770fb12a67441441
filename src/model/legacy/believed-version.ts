/** Which version an old file is believed to be written for [O2]. */
import { listed } from "../../base/words.ts";
import { GATEWAY } from "../flow.ts";
import { pythonStr } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { mapIn, type PodsForm, podsOf, says } from "./pods.ts";
import { LEGACY_VERSIONS, type LegacyVersion, matchesOf, type Reader } from "./words.ts";

/** The version, and why that one, in a sentence. */
export function believedVersion(root: ValueMap, form: PodsForm): { version: LegacyVersion; why: string } {
  const candidates = candidatesFor(root, form);
  const counts = candidates.map((version) => unreadIn(root, form, version));
  const version = candidates[counts.lastIndexOf(Math.min(...counts))]!;
  return { version, why: whyOf(root, form, version, candidates) };
}

/** The versions that take this form of `pods`, oldest first: never none. */
function candidatesFor(root: ValueMap, form: PodsForm): readonly LegacyVersion[] {
  const version = root.get("version");
  const isFirst = version !== undefined && version !== null && /^1(?:\.|$)/.test(pythonStr(version));
  const isAsync = root.get("jtype") === "AsyncFlow";
  const fits: Record<LegacyVersion, boolean> = {
    "0.1-0.3": form !== "list" && !isAsync,
    "0.4": form !== "list" && !isAsync,
    "1.x": isAsync || form === "none" || (form === "list") === isFirst,
    "2.x": form !== "mapping" && !isAsync,
  };
  return LEGACY_VERSIONS.filter((each) => fits[each]);
}

/** How many words of the file an engine passes over; infinite if it takes one for several and so refuses the file. */
function unreadIn(root: ValueMap, form: PodsForm, version: LegacyVersion): number {
  let count = isReadAtTop(root, version) ? 0 : 1;
  for (const [key, value] of wordsIn(root, form)) {
    const { reader, word } = key;
    const matches = matchesOf(version, reader, word);
    if (reader === "pod" && matches.length > 1) {
      return Number.POSITIVE_INFINITY;
    }
    const isPassed = matches.length !== 1 && !isAlwaysRead(word, version);
    if (isPassed && (reader === "file" || says(value))) {
      count++;
    }
  }
  return count;
}

/** `env` at the top was read by 1.x in its list form only. */
function isReadAtTop(root: ValueMap, version: LegacyVersion): boolean {
  return !root.has("env") || version === "1.x";
}

function isAlwaysRead(word: string, version: LegacyVersion): boolean {
  // `recv_from` is what the very first releases called `needs`.
  return (
    word === "name" || word === "needs" || word === "method" || (word === "recv_from" && version !== "2.x")
  );
}

function* wordsIn(
  root: ValueMap,
  form: PodsForm,
): Generator<[key: { reader: Reader; word: string }, value: Value]> {
  for (const [word, value] of mapIn(root, "with")) {
    yield [{ reader: "file", word }, value];
  }
  for (const { name, own } of podsOf(root, form)) {
    if (name === GATEWAY) {
      continue;
    }
    for (const [word, value] of own) {
      yield [{ reader: "pod", word }, value];
    }
  }
}

const FORM_SENTENCES: Record<PodsForm, string> = {
  mapping: "pods is a mapping, which Jina read up to 1.x",
  list: "pods is a list, which Jina read in 1.x and 2.x",
  none: "pods holds nothing, which tells no version",
};

function whyOf(
  root: ValueMap,
  form: PodsForm,
  version: LegacyVersion,
  candidates: readonly LegacyVersion[],
): string {
  if (root.get("jtype") === "AsyncFlow") {
    return "no other version had AsyncFlow.";
  }
  if (candidates.length === 1) {
    return "pods is a list without a version, which only Jina 2.x read.";
  }
  const others = candidates.filter((one) => one !== version);
  const telling = new Set<string>();
  let isMost = false;
  for (const [{ reader, word }] of wordsIn(root, form)) {
    if (matchesOf(version, reader, word).length === 1) {
      const passing = others.filter((other) => matchesOf(other, reader, word).length !== 1);
      isMost ||= passing.length > 0;
      if (passing.length === others.length) {
        telling.add(word);
      }
    }
  }
  const ground =
    telling.size > 0
      ? `and only ${version} reads ${listed([...telling], "and")}`
      : isMost
        ? `and ${version} reads most of its words`
        : "and nothing in it tells which, so it is taken for the newest";
  return `${FORM_SENTENCES[form]}, ${ground}.`;
}
