/**
 * Documents of a file of JSON: a list of them, or one or several one after another, on whichever lines. The file is read
 * piece by piece, and a document once all of it is there.
 */
import { listed } from "../../base/words.ts";
import { placeOf } from "../../model/problem.ts";
import { ClientError } from "../../model/run/client-error.ts";
import { type Doc, isFields } from "../../model/run/document.ts";
import type { InputFile } from "../../model/run/request-input.ts";
import { createJsonReader, JsonFault } from "../json-reader.ts";
import { readPieces, refuseLength } from "./read-lines.ts";

/** Both from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** A document, which is an object or a text, or a character that stands outside of any. */
interface Part {
  readonly text: string;
  readonly at: Place;
}

/** Throws ClientError of code `input`, with line and column, for what is no document and for what is no JSON. */
export async function* readJson(file: InputFile): AsyncGenerator<Doc> {
  const splitter = createSplitter();
  let last: keyof typeof NEXT = "";
  let isList = false;

  const fault = ({ line, column }: Place, message: string, cause?: unknown) =>
    new ClientError("input", `${file.name}, line ${line}, column ${column}: ${message}.`, {
      advice: "To send the file as it is, read it as a blob.",
      cause,
    });

  const expected = (): readonly string[] => (last === DOCUMENT && !isList ? [DOCUMENT, END] : NEXT[last]);

  const take = ({ text, at }: Part, kind: string): void => {
    if (!expected().includes(kind)) {
      const found = kind === END ? END : quoted(text.slice(0, 1));
      throw fault(at, `expected ${listed(expected().map(quoted), "or")}, found ${found}`);
    }
    isList ||= kind === "[";
    last = kind as typeof last;
  };

  const documentOf = ({ text, at }: Part): Doc => {
    try {
      const value = createJsonReader(text).value();
      return isFields(value) ? value : { text: value };
    } catch (cause) {
      if (!(cause instanceof JsonFault)) {
        throw cause;
      }
      const { line, column } = placeOf(text, cause.offset);
      const place = { line: at.line + line - 1, column: line === 1 ? at.column + column - 1 : column };
      throw fault(place, cause.message, cause);
    }
  };

  for await (const { text, isLast } of readPieces(file, () => splitter.place().line)) {
    for (const part of splitter.split(text, isLast)) {
      const isDocument = /^[{"]/.test(part.text);
      take(part, isDocument ? DOCUMENT : part.text);
      if (isDocument) {
        yield documentOf(part);
      }
    }
    refuseLength(splitter.open(), file, splitter.place().line);
  }
  take({ text: "", at: splitter.place() }, END);
}

/** A mark in quotes, words as they are. */
function quoted(part: string): string {
  return part.length === 1 ? `“${part}”` : part;
}

const DOCUMENT = "an object or a text";
const END = "the end";

/** What may follow a part of a list, in words; "" is the beginning. */
const NEXT = {
  "": ["[", DOCUMENT, END],
  "[": [DOCUMENT, "]"],
  ",": [DOCUMENT],
  "]": [END],
  [DOCUMENT]: [",", "]"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const SPACE = new Set([" ", "\t", "\r", "\n"]);

/** Cuts a text that comes in pieces into parts, each as soon as all of it is there; the last may have no end. */
function createSplitter() {
  /** Of the document that has begun: what of it stands in former pieces. */
  let held = "";
  let begin: Place | null = null;
  let depth = 0;
  let isString = false;
  let isEscaped = false;
  let [line, column] = [1, 1];
  let before = "";

  const step = (character: string): void => {
    if (character === "\n" && before === "\r") {
      // One end of a line.
    } else if (character === "\n" || character === "\r") {
      line += 1;
      column = 1;
    } else {
      column += 1;
    }
    before = character;
  };

  /** Whether the document ends with this character of it. */
  const isEnd = (character: string): boolean => {
    if (isEscaped) {
      isEscaped = false;
    } else if (isString) {
      isEscaped = character === "\\";
      isString = character !== '"';
    } else if (character === '"') {
      isString = true;
      return false;
    } else if (character === "{" || character === "[") {
      depth += 1;
    } else if (character === "}" || character === "]") {
      depth -= 1;
    }
    return depth === 0 && !isString;
  };

  return {
    place: (): Place => ({ line, column }),
    /** Characters of the document that has begun. */
    open: () => held.length,
    *split(text: string, isLast: boolean): Generator<Part> {
      let from = 0;
      for (let index = 0; index < text.length; index += 1) {
        const character = text[index]!;
        if (begin === null && (character === "{" || character === '"')) {
          begin = { line, column };
          from = index;
        } else if (begin === null && !SPACE.has(character)) {
          yield { text: character, at: { line, column } };
        }
        step(character);
        if (begin !== null && isEnd(character)) {
          yield { text: held + text.slice(from, index + 1), at: begin };
          begin = null;
          held = "";
        }
      }
      if (begin !== null) {
        held += text.slice(from);
        if (isLast) {
          yield { text: held, at: begin };
        }
      }
    },
  };
}
