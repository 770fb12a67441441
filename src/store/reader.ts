/**
 * Texts that take long to read are read away from the page (by the port `reader`), and the page goes on meanwhile. A
 * document may so be ahead: its `text` is the file's text as it is now, and everything else in it is what was last
 * read, of an older text, with the places of problems moved along. What is typed, kept, downloaded and undone is
 * therefore always the text itself; what is drawn follows when it is there.
 */
import { type FlowDocument, readDocument } from "../formats/read/read-document.ts";
import type { Problem, TextRange } from "../model/problem.ts";
import type { TextChange } from "../model/text-change.ts";
import { loadedAdvice } from "./advice.ts";
import { wordsOf } from "./faults.ts";
import { LoadError } from "./late.ts";
import type { Ports } from "./ports.ts";

/** Characters that are read on the page: it takes about as long as painting a frame. */
export const READ_AT_ONCE = 32_000;

/** What was last read, of the documents that are ahead of it. */
const readBefore = new WeakMap<FlowDocument, FlowDocument>();

/** The document of a text that `changes` made of the one before: read now if it is short, else one that is ahead. */
export function documentAfter(
  before: FlowDocument,
  text: string,
  changes: readonly TextChange[],
): FlowDocument {
  return text.length <= READ_AT_ONCE ? readHere(text) : ahead(before, text, changes);
}

/** The document of a text, read on the page. Never throws: where our reader does, it is an unread one. */
export function readHere(text: string): FlowDocument {
  try {
    return readDocument(text, {}, loadedAdvice());
  } catch (cause) {
    return unreadDocument(text, cause);
  }
}

/** A document with a text that is still to be read. */
export function ahead(before: FlowDocument, text: string, changes: readonly TextChange[]): FlowDocument {
  const read = lastRead(before);
  if (text === read.text && !isUnread(read)) {
    return read;
  }
  const problems = before.problems.map((problem) => movedProblem(problem, changes));
  // Parts that are made when they are asked for stay so.
  const document: FlowDocument = Object.defineProperties({} as FlowDocument, {
    ...Object.getOwnPropertyDescriptors(read),
    text: { value: text, enumerable: true },
    problems: { value: problems, enumerable: true },
  });
  readBefore.set(document, read);
  return document;
}

export function isAhead(document: FlowDocument): boolean {
  return readBefore.has(document);
}

/** The document that holds together: itself, unless it is ahead. */
export function lastRead(document: FlowDocument): FlowDocument {
  return readBefore.get(document) ?? document;
}

/** What was thrown, of documents whose text could not be read because we have failed. */
const causes = new WeakMap<FlowDocument, { readonly cause: unknown }>();
/** Made before anything can fail. */
const NOTHING = readDocument("", {}, null);

/**
 * The document of a text that could not be read, by our fault: it has the text and no Flow, so that the canvas is shut
 * and shows the last one. The next change of the text reads anew.
 */
export function unreadDocument(text: string, cause: unknown): FlowDocument {
  const problem: Problem = {
    code: "fault",
    severity: "error",
    message: `This text could not be read because of a fault of the Designer, not of your file (${wordsOf(cause)}). It is kept as it is, and is read again when you change it.`,
  };
  const document = { ...NOTHING, text, yaml: { ...NOTHING.yaml, text }, problems: [problem] };
  causes.set(document, { cause });
  return document;
}

/** Why the canvas is shut then. */
export const UNREAD =
  "The text could not be read because of a fault of the Designer, so the canvas is shut: change the text in the YAML tab, or undo.";

export function isUnread(document: FlowDocument): boolean {
  return causes.has(document);
}

/** What was thrown while the text was read; `undefined` may be thrown too, so it comes in an object. */
export function faultOf(document: FlowDocument): { readonly cause: unknown } | undefined {
  return causes.get(document);
}

/** A thread that takes longer is taken for dead: 8 MB are read within some seconds. */
const READ_LIMIT_MS = 60_000;

/**
 * Reads a text away from the page, or here if that cannot be done, which `failed` is told; null if nobody wants it any
 * more. Never rejects. What the other thread never finished is not begun here, where it would hold up the page.
 */
export async function readAway(
  { reader, clock }: Pick<Ports, "reader" | "clock">,
  text: string,
  signal: AbortSignal,
  failed: (cause: unknown) => void,
): Promise<FlowDocument | null> {
  const late = new AbortController();
  const ended = new AbortController();
  clock.sleep(READ_LIMIT_MS, ended.signal).then(
    () => late.abort(new Error(`reading took longer than ${READ_LIMIT_MS / 1000} seconds`)),
    () => {},
  );
  try {
    const document = await reader.read(text, AbortSignal.any([signal, late.signal]));
    return signal.aborted ? null : document;
  } catch (cause) {
    if (signal.aborted) {
      return null;
    }
    if (late.signal.aborted) {
      return unreadDocument(text, late.signal.reason);
    }
    // The server may be gone, and the reader's script with it; the page can do without.
    if (!(cause instanceof LoadError)) {
      failed(cause);
    }
    return readHere(text);
  } finally {
    ended.abort();
  }
}

function movedProblem(problem: Problem, changes: readonly TextChange[]): Problem {
  const { fix, ...rest } = problem;
  const range = problem.range && movedRange(problem.range, changes);
  // Changes of the text itself were worked out for the older text.
  const kept = fix && !("changes" in fix) ? { fix } : {};
  return { ...rest, ...kept, ...(range ? { range } : {}) };
}

function movedRange({ from, to }: TextRange, changes: readonly TextChange[]): TextRange {
  return { from: movedPlace(from, changes), to: movedPlace(to, changes) };
}

/** What stood where something was replaced stands at its end. */
function movedPlace(place: number, changes: readonly TextChange[]): number {
  let shift = 0;
  for (const { from, to, insert } of changes) {
    if (place < to) {
      return place <= from ? place + shift : from + shift + insert.length;
    }
    shift += insert.length - (to - from);
  }
  return place + shift;
}
