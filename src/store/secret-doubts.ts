/**
 * Secrets in what is about to leave the page: as a link, as code, in a file. Whoever sends them off is told what there is,
 * and agrees first; what is said never holds one. Pure.
 */
import { cut, listed } from "../base/words.ts";
import { isSecretText } from "../model/engine/check-secrets.ts";
import { placesOf } from "../model/problem.ts";
import { type DocValue, isFields } from "../model/run/document.ts";
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
/** Answers whose parameters are looked through: they are those of the request, and what executors returned. */
const LOOKED_AT = 200;
/** Values of one answer's parameters that are looked at. */
const MAX_VALUES = 10_000;

/** Secrets in the parameters that a run's answers repeat; `secrets` are those that were sent along. */
export function secretsInAnswers({ exchanges }: Run, secrets: readonly string[]): readonly Doubt[] {
  const names = exchanges
    .slice(0, LOOKED_AT)
    .flatMap(({ reply }) => (reply ? secretKeys(reply.parameters, secrets) : []));
  return names.length > 0 ? [doubtOf("The parameters in the answers hold", names)] : [];
}

/** Keys of what is secret by its key or by how it looks, or repeats one of `secrets`, in whatever depth. */
function secretKeys(parameters: DocValue, secrets: readonly string[]): string[] {
  const names: string[] = [];
  const left: [key: string, value: DocValue][] = [["", parameters]];
  for (let looked = 0; left.length > 0 && looked < MAX_VALUES; looked += 1) {
    const [key, value] = left.pop()!;
    if (Array.isArray(value)) {
      for (const item of value) {
        left.push([key, item]);
      }
    } else if (isFields(value)) {
      for (const entry of Object.entries(value)) {
        left.push(entry);
      }
    } else if (
      typeof value === "string" &&
      (isSecretText(key, value) ||
        secrets.some((secret) => secret.length >= SHORTEST && value.includes(secret)))
    ) {
      names.push(key);
    }
  }
  return names;
}

/** `begin`: of what it is said, with its verb. */
function doubtOf(begin: string, names: readonly string[]): Doubt {
  const known = [...new Set(names)].filter((name) => name !== "").map((name) => cut(name, 40));
  const which = known.length > 0 ? ` (${listed(known, "and")})` : "";
  return { line: null, message: `${begin} what looks like a secret${which}.` };
}
