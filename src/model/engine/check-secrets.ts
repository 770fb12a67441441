/**
 * Secrets that stand in a file for everyone who reads it: under keys that name one, in addresses and headers, and texts
 * of the well-known shapes. References to variables, placeholders and names of secrets that are kept elsewhere are none.
 * Reads the values as they are declared, before variables are put in; what a message says never holds the secret.
 */
import { cut } from "../../base/words.ts";
import { isList, isMap } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { keyAt, type OwnerAt } from "./argument-sentences.ts";
import type { BuildProblem } from "./build-problem.ts";

/** Secrets in the declared values of a file. `ownerAt`: whose argument stands at a path. */
export function checkSecrets(root: ValueMap, ownerAt: OwnerAt): BuildProblem[] {
  return new SecretFinder(ownerAt).find(root);
}

/** Whether a variable holds a secret, by its name or by what it is set to. */
export function isSecretVariable(name: string, value: string): boolean {
  return namesSecret(name) || secretIn(value, null, false) !== null;
}

/** Whether a text is a secret, by its key or by how it looks. */
export function isSecretText(key: string, text: string): boolean {
  return secretIn(text, key, false) !== null;
}

/** Words that end a key whose value is secret, in snake, kebab and camel case. */
const SECRET_KEY =
  /(?:passwords?|passwd|passphrase|secret|token|(?:access|api|auth)_tokens|authorization|credentials?|(?:^|_)(?:pwd|cookie)|api_?keys?|(?:access|account|auth|client|encryption|license|private|secret|service|session|signing|storage|subscription)_?key)$/;

/** Tokens of language, which are no secrets: `eos_token`, `max_tokens`. */
const OF_LANGUAGE =
  /(?:^|_)(?:additional|bos|cls|end|eos|eot|extra|image|mask|max|min|n|new|num|number_of|pad|padding|prefix|prompt|sep|special|start|stop|suffix|total|unk|unknown)_tokens?$/;

/** Keys below which names of secrets stand that Kubernetes keeps. */
const KEPT_ELSEWHERE = new Set(["env_from_secret", "image_pull_secrets"]);

/** Keys whose texts may be `NAME=value` or `NAME: value`. */
const OF_PAIRS = new Set(["env", "environment", "grpc_metadata", "uses_with", "headers"]);

/** What stands for a secret without being one. */
const PLACEHOLDER =
  /^(?:|[x*.•#-]+|[<{[(%@].*[>}\])%@]|change.?me|dummy|fake|hidden|none|null|true|false|yes|no|placeholder|redacted|removed|todo|tbd|my[\s_-]?(?:api[\s_-]?)?(?:key|password|secret|token)|(?:insert|enter|put|replace|add|fill)[\s_-].*|your.*)$/i;
/** The same, by a part of it. No look at a text may begin anew at each of its letters, as `.*` before a part would. */
const HAS_PLACEHOLDER = /example|xxxx|\*{3}|\.{3}$/i;

/** Where a secret is kept, in place of the secret. */
const FILE = /^(?:\.{0,2}\/[\w./-]+\.\w{1,5}|\/(?:run|var|etc|home|mnt|opt|secrets?|tmp|usr)\/[\w./-]+)$/;

/** Shapes that only secrets have, wherever they stand. */
// What may be followed by more has an end, so that no text takes more than one look at each of its letters.
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\beyJ[\w-]{8,200}\.eyJ[\w-]{8,4000}\.[\w-]{8,}/, "a token (JWT)"],
  [/\bsk-(?:ant-|proj-|live-)?[\w-]{20,}/, "an API key (sk-…)"],
  [/\b[sr]k_(?:live|test)_[0-9A-Za-z]{16,}/, "an API key (sk_…)"],
  [/\bgh[opsur]_[0-9A-Za-z]{30,}/, "a token of GitHub"],
  [/\bgithub_pat_\w{22,}/, "a token of GitHub"],
  [/\bglpat-[\w-]{20,}/, "a token of GitLab"],
  [/\bhf_[0-9A-Za-z]{30,}/, "a token of Hugging Face"],
  [/\bnpm_[0-9A-Za-z]{36}/, "a token of npm"],
  [/\bpypi-[\w-]{40,}/, "a token of PyPI"],
  [/\bdckr_pat_[\w-]{20,}/, "a token of Docker"],
  [/\bxox[abeoprs]-[\w-]{10,}/, "a token of Slack"],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, "an access key of AWS"],
  [/\bAIza[\w-]{35}/, "an API key of Google"],
  [/\bya29\.[\w-]{20,}/, "a token of Google"],
];

/** `scheme://user:password@host`; the password is its group. */
const ADDRESS = /\b[a-z][a-z\d+.-]{0,20}:\/\/[^\s/:@]{0,100}:([^\s/@]{1,200})@/i;
/** `?token=value` and the like; the value is its second group. */
const QUERY = /[?&;]([\w-]+)=([^&;\s]+)/g;
/** A header's `Bearer value` or `Basic value`. */
const HEADER = /^(?:bearer|basic)\s+(\S+)$/i;
/** The secret of an Executor on the Hub: jinahub://Name:secret. */
const OF_HUB = /^jinahub(?:\+\w+)?:\/\/[^/:]+:([^/]+)/;

/** Shorter texts guard nothing. */
const SHORTEST = 4;

class SecretFinder {
  private readonly problems: BuildProblem[] = [];
  private readonly path: (string | number)[] = [];
  /** What an alias repeats is told where it stands. */
  private readonly seen = new Set<Value>();
  private readonly ownerAt: OwnerAt;

  constructor(ownerAt: OwnerAt) {
    this.ownerAt = ownerAt;
  }

  find(root: ValueMap): BuildProblem[] {
    this.visit(root, null, false);
    return this.problems;
  }

  /** `key` is the last one on the way to the value; `isPair` says that texts may hold keys of their own. */
  private visit(value: Value, key: string | null, isPair: boolean): void {
    if (isList(value) || isMap(value)) {
      if (this.seen.has(value)) {
        return;
      }
      this.seen.add(value);
      for (const [step, item] of value.entries()) {
        if (typeof step === "string" && KEPT_ELSEWHERE.has(step)) {
          continue;
        }
        this.path.push(step);
        this.visit(
          item,
          typeof step === "string" ? step : key,
          OF_PAIRS.has(String(step)) || (isPair && isList(value)),
        );
        this.path.pop();
      }
      return;
    }
    const what = secretIn(value, key, isPair);
    if (what) {
      const [noun, name] = what;
      this.problems.push({
        entry: -1,
        severity: "warning",
        code: "secret",
        path: [...this.path],
        message: `The ${keyAt(this.path, this.ownerAt)} holds ${noun}, which everyone who has the file can read: take it from the environment, as \${{ ENV.${cut(name, 40)} }}.`,
      });
    }
  }
}

/** What it is, and what a variable for it may be called; null where there is none. */
function secretIn(value: Value, key: string | null, isPair: boolean): readonly [string, string] | null {
  if (typeof value === "number" || typeof value === "bigint") {
    return key !== null && /(?:password|passwd|passphrase)$/i.test(key) && isSecret(String(value))
      ? ["a secret", variableOf(key)]
      : null;
  }
  if (typeof value !== "string" || value.length < SHORTEST) {
    return null;
  }
  const text = value.trim();
  const ofHub = OF_HUB.exec(text)?.[1];
  if (ofHub !== undefined) {
    return isSecret(ofHub, 1) ? ["the secret of an Executor", "NAME"] : null;
  }
  const pair = isPair ? /^([A-Za-z_][\w.-]*)\s*[=:]\s*(.*)$/s.exec(text) : null;
  const [, name = "", secret = ""] = pair ?? [];
  if (pair && namesSecret(name) && isSecret(bare(secret))) {
    return named(name);
  }
  if (key !== null && namesSecret(key) && !/^[a-z][a-z\d+.-]*:\/\//i.test(text) && isSecret(bare(text))) {
    return ["a secret", variableOf(key)];
  }
  const header = HEADER.exec(text)?.[1];
  if (header !== undefined && header.length >= 8 && isSecret(header)) {
    return ["a token", key === null ? "TOKEN" : variableOf(key)];
  }
  const password = ADDRESS.exec(text)?.[1];
  if (password !== undefined && isSecret(password, 1)) {
    return ["an address with a password", "PASSWORD"];
  }
  for (const [, parameter = "", secret = ""] of text.matchAll(QUERY)) {
    if (namesSecret(parameter) && isSecret(secret)) {
      return named(parameter);
    }
  }
  const shape = SHAPES.find(([pattern]) => {
    const found = pattern.exec(text)?.[0];
    return found !== undefined && isSecret(found);
  });
  return shape ? [shape[1], key === null ? "NAME" : variableOf(key)] : null;
}

function namesSecret(key: string): boolean {
  const plain = snakeOf(key).toLowerCase().replaceAll("-", "_");
  return SECRET_KEY.test(plain) && !OF_LANGUAGE.test(plain);
}

/** With `_` between the words of camel case. */
function snakeOf(key: string): string {
  return key.replaceAll(/([a-z\d])([A-Z])/g, "$1_$2");
}

/** Without what a header puts before it. */
function bare(text: string): string {
  return text.replace(/^(?:bearer|basic|token)\s+/i, "").replace(/^(["'])(.*)\1$/, "$2");
}

function isSecret(text: string, shortest = SHORTEST): boolean {
  return (
    text.length >= shortest &&
    !text.includes("$") &&
    !PLACEHOLDER.test(text) &&
    !HAS_PLACEHOLDER.test(text) &&
    !FILE.test(text)
  );
}

/** One with a name of its own inside a text. */
function named(key: string): readonly [string, string] {
  return [`a secret (${cut(key, 40)})`, variableOf(key)];
}

function variableOf(key: string): string {
  const name = snakeOf(key)
    .toUpperCase()
    .replaceAll(/[^A-Z\d]+/g, "_");
  return /^[A-Z_]/.test(name) ? name : `_${name}`;
}
