/**
 * A Python program that builds a Flow, → the Flow's file. It is parsed and never run: what only running it would tell is
 * noted with its line and left out, or refused where the graph would be another one.
 */
import { grouped } from "../../base/words.ts";
import { MAX_EXECUTORS } from "../../model/engine/limits.ts";
import { isList, isMap, pythonStr, retype } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { CodeFault, readTokens } from "../../script/script-tokens.ts";
import { readDocument } from "../read/read-document.ts";
import { printBlock } from "../yaml/print-block.ts";
import { ImportNotes } from "./import-notes.ts";
import type { Imported } from "./imported.ts";
import { keptArguments, keptDeployment } from "./kept-values.ts";
import { ProgramFault, type ProgramFlow, type ProgramItem, partsOf } from "./program-flow.ts";
import { withoutAliases } from "./python-aliases.ts";
import { readCertainty } from "./python-certainty.ts";
import { ProgramReader } from "./python-flows.ts";
import { readStatements } from "./python-statements.ts";
import { TooMuch } from "./python-values.ts";

/** Characters of a program at most. */
const MAX_LENGTH = 4_000_000;

/** The Flow of a program. */
export function importPython(source: string): Imported {
  if (source.length > MAX_LENGTH) {
    return {
      refused: `This program has ${grouped(source.length)} characters; programs of up to ${grouped(MAX_LENGTH)} are read.`,
      line: null,
    };
  }
  const notes = new ImportNotes();
  let program: ProgramReader | null = null;
  let line = 1;
  try {
    const written = readTokens(source.replace(/^\uFEFF/, ""), "python");
    const certainty = readCertainty(written);
    const tokens = withoutAliases(written, certainty.aliases);
    program = new ProgramReader(notes, tokens === written ? certainty : readCertainty(tokens));
    for (const statement of readStatements(tokens)) {
      line = statement.line;
      program.run(statement);
    }
  } catch (cause) {
    if (cause instanceof CodeFault) {
      return { refused: `This is no program that is understood: ${cause.message}.`, line: cause.line };
    }
    if (cause instanceof ProgramFault) {
      const wayOn = cause.isToldByRunning && program ? ` ${program.wayOn}` : "";
      return { refused: `${cause.message}${wayOn}`, line: cause.line };
    }
    if (cause instanceof TooMuch) {
      return { refused: "The names of this program stand for more values than are read.", line };
    }
    throw cause;
  }
  const { result, unread, foreignFlow } = program;
  if (!result && foreignFlow) {
    const { library, line } = foreignFlow;
    return { refused: `This Flow is one of ${library}, and the program makes none of Jina.`, line };
  }
  if (!result) {
    return unread
      ? {
          refused: `This is no program that is understood: ${unread.why}. ${program.wayOn}`,
          line: unread.line,
        }
      : { refused: "No Flow is made in this program: there is no call of Flow(…).", line: null };
  }
  if (result.kind === "flow") {
    program.noteUncertain(result);
    const read = textOf(result, notes);
    if (!("text" in read)) {
      return read;
    }
    program.noteVariables(read.text);
    return { ...read, notes: notes.list() };
  }
  program.noteOthers();
  notes.add(
    result.line,
    "This Deployment runs by itself in the program; here it stands in a Flow, behind a gateway of its own.",
  );
  const made = { settings: new Map(), line: result.line, within: 0, attempt: 0, entered: 0 };
  return textOf(
    { kind: "flow", made, last: { item: result.item, gateway: null, line: result.line, before: null } },
    notes,
  );
}

function textOf(flow: ProgramFlow, notes: ImportNotes): Imported {
  const { items, gateway } = partsOf(flow);
  if (items.length > MAX_EXECUTORS) {
    return {
      refused: `This program adds ${grouped(items.length)} executors; a Flow of up to ${grouped(MAX_EXECUTORS)} is drawn.`,
      line: flow.made.line,
    };
  }
  const settings = keptArguments(flow.made.settings);
  const root = new Map<string, Value>([
    ["jtype", "Flow"],
    ...(settings.size > 0 ? [["with", settings] as const] : []),
    ["executors", items.map(({ value }) => keptItem(value))],
    ...(gateway.size > 0 ? [["gateway", keptArguments(gateway)] as const] : []),
  ]);
  const text = `${printBlock(root)}\n`;
  noteChanged(items, text, notes);
  return { text, notes: notes.list() };
}

function keptItem(item: Value): Value {
  const own = ownArguments(item);
  if (own) {
    return new Map<string, Value>([
      ["jtype", "Deployment"],
      ["with", keptDeployment(own)],
    ]);
  }
  return isMap(item) ? keptArguments(item) : item;
}

/** Of a Deployment that is written here. */
function ownArguments(item: Value): ValueMap | null {
  const own = isMap(item) && item.get("jtype") === "Deployment" ? item.get("with") : undefined;
  return isMap(own) ? own : null;
}

/** The engine writes a Deployment of a file as a text of its own, and reads that: some texts are others then. */
function noteChanged(items: readonly ProgramItem[], text: string, notes: ImportNotes): void {
  if (!items.some(({ value }) => ownArguments(value))) {
    return;
  }
  const { entries } = readDocument(text, {}, null).flow;
  items.forEach(({ value, line }, index) => {
    const args = entries[index]?.args;
    for (const [key, given] of ownArguments(value) ?? []) {
      if (settled(args?.get(key) ?? null) !== settled(given)) {
        notes.add(
          line,
          `${key} becomes another text: Jina reads the Deployments in a file twice, which adds line breaks.`,
        );
      }
    }
  });
}

/** What a value is in the end, whether its texts have been read again by then or not. */
function settled(value: Value): string {
  if (isList(value)) {
    return `[${value.map(settled).join()}]`;
  }
  if (isMap(value)) {
    return `{${[...value].map(([key, item]) => `${key}:${settled(item)}`).join()}}`;
  }
  const read = typeof value === "string" ? retype(value) : value;
  return read === value || typeof read === "string" ? pythonStr(read) : settled(read);
}
