/**
 * Secrets in what is about to leave the page: as a link, as code, in a file. Whoever sends them off is told what there is,
 * and agrees first; what is said never holds one. Pure.
 */
import { cut, listed } from "../base/words.ts";
import { isSecretText } from "../model/engine/check-secrets.ts";
import { placesOf } from "../model/problem.ts";
import { type DocValue, Excerpt, isFields } from "../model/run/document.ts";
import type { AnswersKind } from "../model/run/export-answers.ts";
import type { Reply } from "../model/run/reply.ts";
import type { Run } from "../model/run/run.ts";
import { FORM_FIELDS, type KeptRequest } from "./kept-requests.ts";
import type { OpenFile } from "./open-file.ts";
import type { SendForm } from "./state.ts";

/** What everyone could read who gets it; with its line in the file, where it stands there. */
export interface Doubt {
  readonly line: number | null;
  readonly message: string;
}

/** Each secret in a file, with its line; or that a text which cannot be read may hold some. */
export function secretsIn({ text, problems, reading }: OpenFile): readonly Doubt[] {
  const secrets = problems.filter(({ code }) => code === "secret");
  if (secrets.length === 0 && !reading.document.isFlow) {
    return [{ line: null, message: "The text holds no Flow, so nobody has looked for secrets in it." }];
  }
  const places = placesOf(
    text,
    secrets.map(({ range }) => range?.from ?? 0),
  );
  return secrets.map(({ message }, at) => ({ line: places[at]?.line ?? null, message }));
}

/** A key and its value, as JSON, a program or a header has them. A look begins where a word does. */
const PAIR = /(?<![\w.-])([A-Za-z_][\w.-]*)["']?\s*[:=]\s*(?:"([^"\n]*)|'([^'\n]*)|([^\s,;{}[\]"']+))/g;

/** Secrets in what was typed into the Send panel, or `what`, by what they are called or by how they look. */
export function secretsInForm(form: SendForm, what = "The request of the Send panel"): readonly Doubt[] {
  const texts = FORM_FIELDS.map((field) => form[field]).filter((text) => text !== "");
  const names = texts.flatMap((text) =>
    [...text.matchAll(PAIR)].flatMap(([, name = "", ...values]) =>
      isSecretText(name, values.find((value) => value !== undefined) ?? "") ? [name] : [],
    ),
  );
  const looksSo = () => texts.some((text) => text.split("\n").some((line) => isSecretText("", line)));
  return names.length > 0 || looksSo() ? [doubtOf(`${what} holds`, names)] : [];
}

/** The same of requests that are kept. */
export function secretsInRequests(requests: readonly KeptRequest[]): readonly Doubt[] {
  return requests.flatMap(({ name, form }) => secretsInForm(form, `The request ${cut(name, 60)}`));
}

/** Shorter values stand in texts by chance. */
const SHORTEST = 6;
/** Answers that are looked through: their parameters are those of the request, and what executors returned. */
const LOOKED_AT = 200;
/** Values that are looked at, of one answer's parameters and of the documents of all answers. */
const MAX_VALUES = 10_000;
const MAX_DOCUMENT_VALUES = 100_000;

/**
 * Secrets in what a run's answers repeat: in their documents those that were sent along, `secrets`, and where they are
 * exported as whole responses in their parameters too, and there also what looks like one.
 */
export function secretsInAnswers(
  { exchanges }: Run,
  secrets: readonly string[],
  kind: AnswersKind,
): readonly Doubt[] {
  // Of `Bearer …` an executor may tell the second word alone.
  const sent = secrets
    .flatMap((secret) => [secret, secret.replace(/^\S+\s+/, "")])
    .filter(({ length }) => length >= SHORTEST);
  const repeats = (text: string) => sent.some((secret) => text.includes(secret));
  const replies = exchanges.slice(0, LOOKED_AT).flatMap(({ reply }) => (reply ? [reply] : []));
  const inParameters =
    kind === "json"
      ? replies.flatMap(({ parameters }) =>
          [...entriesWithin([parameters], MAX_VALUES)].filter(
            ([key, value]) => isSecretText(key, value) || repeats(key) || repeats(value),
          ),
        )
      : [];
  const inDocuments =
    kind === "failed" || sent.length === 0
      ? []
      : [...entriesWithin(documentsOf(replies), MAX_DOCUMENT_VALUES)].filter(
          ([key, value]) => repeats(key) || repeats(value),
        );
  // A key may itself be what is not to be told.
  const namesOf = (found: readonly TextEntry[]) => found.map(([key]) => (repeats(key) ? "" : key));
  return [
    ...(inParameters.length > 0
      ? [doubtOf("The parameters in the answers hold", namesOf(inParameters))]
      : []),
    ...(inDocuments.length > 0 ? [doubtOf("The documents in the answers hold", namesOf(inDocuments))] : []),
  ];
}

type TextEntry = readonly [key: string, value: string];

/** Each text within these values, in whatever depth, with the key that it stands under; of so many values at most. */
function* entriesWithin(values: Iterable<DocValue>, most: number): Generator<TextEntry> {
  let looked = 0;
  for (const first of values) {
    const left: [key: string, value: DocValue][] = [["", first]];
    for (; left.length > 0; looked += 1) {
      if (looked === most) {
        return;
      }
      const [key, told] = left.pop()!;
      const value = told instanceof Excerpt ? told.shown : told;
      if (Array.isArray(value)) {
        for (const item of value) {
          left.push([key, item]);
        }
      } else if (isFields(value)) {
        for (const entry of Object.entries(value)) {
          left.push(entry);
        }
      } else {
        yield [key, typeof value === "string" ? value : ""];
      }
    }
  }
}

/** As much of each document as a row can be opened to. */
function* documentsOf(replies: readonly Reply[]): Generator<DocValue> {
  for (const { documents } of replies) {
    for (let index = 0; index < documents.length; index += 1) {
      yield documents.at(index, "more") ?? null;
    }
  }
}

/** `begin`: of what it is said, with its verb. */
function doubtOf(begin: string, names: readonly string[]): Doubt {
  const known = [...new Set(names)].filter((name) => name !== "").map((name) => cut(name, 40));
  const which = known.length > 0 ? ` (${listed(known, "and")})` : "";
  return { line: null, message: `${begin} what looks like a secret${which}.` };
}
