/** Parts of the expressions of a Python program: what stands in one, and what it calls or names. */
import { type Call, calledName, type Expression } from "../../script/script-expression.ts";
import { isSign, type Token } from "../../script/script-tokens.ts";

/** A name, or the members that lead to one, as `self.flow`; null for what is neither. */
export function pathOf(of: Expression): string | null {
  if (of.kind === "name") {
    return of.name;
  }
  return of.kind === "member" && of.of.kind === "name" ? `${of.of.name}.${of.name}` : null;
}

/** Jina's classes of which something is made. */
export const JINA_CLASSES: ReadonlySet<string> = new Set(["Flow", "AsyncFlow", "Deployment"]);

/** Whether it makes a Flow or a Deployment by a member, as `jina.Flow()` does, and is no call of a method of one. */
export function isConstructor({ of }: Call): boolean {
  if (of.kind !== "member") {
    return false;
  }
  return of.name === "load_config"
    ? /^(?:Flow|Deployment)$/.test(calledName(of.of))
    : JINA_CLASSES.has(of.name) && isDotted(of.of);
}

/** Whether these are names with dots between them, as those of a module. */
function isDotted(of: Expression): boolean {
  let at = of;
  while (at.kind === "member") {
    at = at.of;
  }
  return at.kind === "name";
}

/** Methods that add to a Flow, with the names of the parameters that may be given by their place. */
export const ADDING: ReadonlyMap<string, readonly string[]> = new Map([
  ["add", ["deployment"]],
  ["needs", ["needs", "name"]],
  ["needs_all", ["name"]],
  ["inspect", ["name"]],
  ["gather_inspect", ["name", "include_last_deployment"]],
  ["expose_endpoint", ["exec_endpoint"]],
  ["config_gateway", []],
]);

/** All names in a piece of a program. */
export function namesIn(tokens: readonly Token[]): ReadonlySet<string> {
  return new Set(tokens.flatMap(({ kind, text }) => (kind === "name" ? [text] : [])));
}

/** The words in its texts that are put together (`f"…"`), names among them. */
export function wordsInTexts(tokens: readonly Token[]): ReadonlySet<string> {
  const texts = tokens.filter(isPutTogether).map(({ text }) => text);
  return new Set(texts.flatMap((text) => text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []));
}

/** The names in the braces of a text that is put together. */
export function namesPutInto(token: Token): readonly string[] {
  const found = isPutTogether(token) ? token.text.matchAll(/\{([^{}]+)\}/g) : [];
  return [...found].flatMap(([, code = ""]) => code.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []);
}

/** Whether a method that adds to a Flow is called, or handed on, in a piece of a program. */
export function hasAddition(tokens: readonly Token[]): boolean {
  return tokens.some((token, at) => {
    if (isPutTogether(token)) {
      return [...token.text.matchAll(/\.\s*(\w+)/g)].some(([, name = ""]) => ADDING.has(name));
    }
    return token.kind === "name" && ADDING.has(token.text) && isSign(tokens[at - 1], ".");
  });
}

function isPutTogether({ kind, prefix, text }: Token): boolean {
  return kind === "text" && prefix.includes("f") && text.includes("{");
}
