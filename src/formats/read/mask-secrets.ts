/** Takes the values of secrets out of problems: what is said of a file may be read by others than who has them. */
import { isSecretVariable } from "../../model/engine/check-secrets.ts";
import type { Problem } from "../../model/problem.ts";
import type { Variables } from "./substitute.ts";

/** What stands in place of a secret, whatever its length. */
export const MASK = "••••••";
/** Messages cut values, so that a piece of a secret is one; pieces of fewer letters tell nothing of it. */
const PIECE = 6;
/** Shorter values guard nothing. */
const SHORTEST = 4;

/** All pieces of one secret of the same length. */
interface Secret {
  readonly length: number;
  readonly pieces: ReadonlySet<string>;
}

/** Of values that were looked through, since a file is read at every key. */
const found = new WeakMap<ReadonlyMap<string, string>, readonly Secret[]>();

/** The problem without the values of secrets among `variables`; without a fix that would write one into the file. */
export function maskSecrets(problem: Problem, { environment, callers }: Variables): Problem {
  const secrets = [...secretsIn(environment), ...secretsIn(callers)];
  if (secrets.length === 0) {
    return problem;
  }
  const { message, engine, fix, choices, ...rest } = problem;
  const isSafe = (one: NonNullable<typeof fix>) => {
    const text = JSON.stringify(one, (_, value: unknown) =>
      value instanceof Map ? [...value] : typeof value === "bigint" ? String(value) : value,
    );
    return masked(text, secrets) === text;
  };
  const safe = choices?.filter(isSafe);
  return {
    ...rest,
    message: masked(message, secrets),
    ...(engine ? { engine: { ...engine, message: masked(engine.message, secrets) } } : {}),
    ...(fix && isSafe(fix) ? { fix } : {}),
    ...(safe ? { choices: safe } : {}),
  };
}

/** A text without these values, nor pieces of them. */
export function hideValues(text: string, values: readonly string[]): string {
  return masked(text, values.filter(({ length }) => length >= SHORTEST).map(secretOf));
}

function secretsIn(values: ReadonlyMap<string, string>): readonly Secret[] {
  let secrets = found.get(values);
  if (!secrets) {
    secrets = [...values].flatMap(([name, value]) =>
      value.length >= SHORTEST && isSecretVariable(name, value) ? [secretOf(value)] : [],
    );
    found.set(values, secrets);
  }
  return secrets;
}

function secretOf(value: string): Secret {
  const length = Math.min(PIECE, value.length);
  const pieces = new Set<string>();
  for (let at = 0; at + length <= value.length; at++) {
    pieces.add(value.slice(at, at + length));
  }
  return { length, pieces };
}

function masked(text: string, secrets: readonly Secret[]): string {
  const isHidden = new Uint8Array(text.length);
  for (const { length, pieces } of secrets) {
    for (let at = 0; at + length <= text.length; at++) {
      if (pieces.has(text.slice(at, at + length))) {
        isHidden.fill(1, at, at + length);
      }
    }
  }
  let shown = "";
  for (let at = 0; at < text.length; at++) {
    shown += isHidden[at] === 0 ? text[at] : isHidden[at - 1] === 1 ? "" : MASK;
  }
  return shown;
}
