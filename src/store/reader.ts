/**
 * Texts that take long to read are read away from the page (by the port `reader`), and the page goes on meanwhile. A
 * document may so be ahead: its `text` is the file's text as it is now, and everything else in it is what was last
 * read, of an older text, with the places of problems moved along. What is typed, kept, downloaded and undone is
 * therefore always the text itself; what is drawn follows when it is there.
 */
import { type FlowDocument, readFlow } from "../formats/read-flow.ts";
import type { Problem, TextRange } from "../model/problem.ts";
import type { TextChange } from "../model/text-change.ts";
import type { Reader } from "./ports.ts";

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
  return text.length <= READ_AT_ONCE ? readFlow(text) : ahead(before, text, changes);
}

/** A document with a text that is still to be read. */
export function ahead(before: FlowDocument, text: string, changes: readonly TextChange[]): FlowDocument {
  const read = lastRead(before);
  if (text === read.text) {
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

/** Reads a text away from the page, or here if that cannot be done; null if nobody wants it any more. */
export async function readAway(
  reader: Reader,
  text: string,
  signal: AbortSignal,
): Promise<FlowDocument | null> {
  let document: FlowDocument | null = null;
  try {
    document = await reader.read(text, signal);
  } catch {
    // The server may be gone, and the reader's script with it; the page can do without.
  }
  return signal.aborted ? null : (document ?? readFlow(text));
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
