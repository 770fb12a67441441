/** What a card says of its executor beside name and class, in a few words each. */
import { counted, cut } from "../../base/words.ts";
import type { Problem } from "../problem.ts";
import { pythonRepr } from "../python.ts";
import type { ShownNode } from "./shown-node.ts";

/** Characters of a condition that are said. */
const MAX_CONDITION = 200;

/** A word or two on a card; `title` is what is said when one points at it. */
export interface Badge {
  readonly text: string;
  readonly kind: "plain" | "accent";
  readonly title: string;
}

/** What a card says of what is wrong with its executor. */
export interface ProblemMark {
  readonly text: string;
  readonly kind: "warning" | "error";
  readonly title: string;
}

/** The badges of an executor, in the order in which its card has them. */
export function badgesOf(node: ShownNode): Badge[] {
  const { when, noReduce } = node;
  const badges: Badge[] = [];
  if (node.replicas !== 1 && node.shards === 1) {
    badges.push({ text: counted(node.replicas, "replica"), kind: "accent", title: "Copies that take turns" });
  }
  if (node.shards !== 1) {
    const polling = node.polling.startsWith("{") ? "by endpoint" : node.polling.toUpperCase();
    const times = node.replicas === 1 ? "" : ` × ${node.replicas}`;
    const each = node.replicas === 1 ? "" : ` of ${counted(node.replicas, "replica")} each`;
    badges.push({
      text: `${counted(node.shards, "shard")}${times}`,
      kind: "accent",
      title: `${counted(node.shards, "shard")}${each}, polling ${polling}`,
    });
    badges.push({ text: polling, kind: "plain", title: "Polling: which shards get a request" });
  }
  if (node.external) {
    badges.push({ text: "external", kind: "plain", title: "Runs elsewhere already" });
  }
  if (node.tls) {
    badges.push({ text: "TLS", kind: "plain", title: "Called over TLS" });
  }
  if (node.floating) {
    badges.push({ text: "floating", kind: "plain", title: "Called, but nobody waits for its result" });
  }
  if (node.role !== "DEPLOYMENT") {
    const text = { JOIN: "join", INSPECT: "inspect", INSPECT_AUX_PASS: "passes on", JOIN_INSPECT: "gathers" }[
      node.role
    ];
    badges.push({ text, kind: "plain", title: `Role ${node.role}` });
  }
  if (when !== null) {
    badges.push({
      text: "when",
      kind: "plain",
      title: `Gets only documents that match ${cut(pythonRepr(when), MAX_CONDITION)}`,
    });
  }
  if (noReduce) {
    badges.push({ text: "no reduce", kind: "plain", title: "Answers that come together are not merged" });
  }
  return badges;
}

/** Width in pixels for the badges of a card; what does not fit is counted. */
const BADGES_WIDTH = 154;
/** Of a badge: padding, border and gap, and a generous mean for each character. */
const BADGE_EXTRA = 19;
const BADGE_CHARACTER = 6.2;

/** The badges that fit on a card, with room left for the count of the others; of these, what they say. */
export function shownBadges(badges: readonly Badge[]): {
  readonly shown: readonly Badge[];
  readonly rest: readonly string[];
} {
  const count = fittingBadges(badges);
  return { shown: badges.slice(0, count), rest: badges.slice(count).map(({ text }) => text) };
}

function fittingBadges(badges: readonly Badge[]): number {
  let width = 0;
  for (const [index, { text }] of badges.entries()) {
    width += BADGE_EXTRA + text.length * BADGE_CHARACTER;
    const reserve = index < badges.length - 1 ? BADGE_EXTRA + 2 * BADGE_CHARACTER : 0;
    if (width + reserve > BADGES_WIDTH) {
      return Math.max(1, index);
    }
  }
  return badges.length;
}

/** The mark of an executor's problems; null where nothing is wrong beyond matters of style. */
export function problemMarkOf(problems: readonly Problem[]): ProblemMark | null {
  const grave = problems.filter(({ severity }) => severity !== "hint");
  if (grave.length === 0) {
    return null;
  }
  const errors = grave.filter(({ severity }) => severity === "error").length;
  const warnings = grave.length - errors;
  return {
    text: [
      ...(errors > 0 ? [counted(errors, "error")] : []),
      ...(warnings > 0 ? [counted(warnings, "warning")] : []),
    ].join(", "),
    kind: errors > 0 ? "error" : "warning",
    title: grave.map(({ message }) => message).join("\n"),
  };
}
