/** Parts of the expressions of a Python program: what stands in one, and what it calls or names. */
import { operandsOf } from "../../script/python-arithmetic.ts";
import type { Expression } from "../../script/script-expression.ts";

/** A call in a program. */
export type CallExpression = Expression & { readonly kind: "call" };

/** A name, or the members that lead to one, as `self.flow`; null for what is neither. */
export function pathOf(of: Expression): string | null {
  if (of.kind === "name") {
    return of.name;
  }
  return of.kind === "member" && of.of.kind === "name" ? `${of.of.name}.${of.name}` : null;
}

/** An expression and all that stand in it. */
export function* partsWithin(whole: Expression): Generator<Expression> {
  const left = [whole];
  for (let of = left.pop(); of; of = left.pop()) {
    yield of;
    // One at a time: a list may have more items than a call may have arguments.
    for (const part of directParts(of)) {
      left.push(part);
    }
  }
}

function directParts(of: Expression): readonly Expression[] {
  switch (of.kind) {
    case "member":
      return [of.of];
    case "signed":
    case "operation":
      return operandsOf(of);
    case "index":
      return [of.of, of.at];
    case "list":
      return of.items;
    case "object":
      return of.entries.flat();
    case "call":
      return [of.of, ...of.args, ...of.named.values(), ...of.spread];
    default:
      return [];
  }
}

/** The name that is called or named, without what it is a member of. */
export function calledName(of: Expression): string {
  return of.kind === "name" || of.kind === "member" ? of.name : of.kind === "index" ? calledName(of.of) : "";
}

/** What it is, as `Client.post`, for people. */
export function describe(of: Expression): string {
  const parts: string[] = [];
  let at = of;
  for (;;) {
    if (at.kind === "member") {
      parts.unshift(`.${at.name}`);
    } else if (at.kind === "call") {
      parts.unshift("(…)");
    } else if (at.kind === "index") {
      parts.unshift("[…]");
    } else {
      parts.unshift(at.kind === "name" ? at.name : "a value");
      break;
    }
    at = at.of;
    if (parts.length > 12) {
      parts.unshift("…");
      break;
    }
  }
  return parts.join("");
}

/** Whether it makes a Flow or a Deployment, and is no call of a method of one. */
export function isConstructor({ of }: CallExpression): boolean {
  const name = calledName(of);
  return (
    of.kind === "member" &&
    of.of.kind === "name" &&
    (((name === "Flow" || name === "AsyncFlow" || name === "Deployment") && /^\w+$/.test(of.of.name)) ||
      (name === "load_config" && /^(?:Flow|Deployment)$/.test(of.of.name)))
  );
}
