/** What screen readers say of what is drawn; all of that wording is here. */
import type { BuiltFlow, BuiltNode } from "../engine/built-flow.ts";
import { GATEWAY } from "../flow.ts";
import type { Need } from "../flow-edit.ts";

/** Names that are told one by one; of more, the number. */
const MAX_NAMES = 5;

/** As `feeds 2`. */
export function spokenFeeds(flow: BuiltFlow, name: string): string {
  const feeds = flow.followers.get(name)?.length ?? 0;
  return feeds > 0 ? `feeds ${feeds}` : name === flow.end ? "answers" : "feeds nothing";
}

/** As `encoder, needs gateway, feeds 2`; `feeds` is what `spokenFeeds` says of it. */
export function spokenExecutor(
  { name, needs, needsWritten, role }: Pick<BuiltNode, "name" | "needs" | "needsWritten" | "role">,
  feeds: string,
): string {
  const first = needs.slice(0, MAX_NAMES).join(", ");
  const needed = needs.length > MAX_NAMES ? `${first} and ${needs.length - MAX_NAMES} more` : first;
  return [
    name,
    `needs ${needed}`,
    feeds,
    ...(needsWritten ? [] : ["by order"]),
    ...(role === "DEPLOYMENT" ? [] : [role.toLowerCase().replaceAll("_", " ")]),
  ].join(", ");
}

/** As `joiner needs encoder`. */
export function spokenEdge({ from, to }: Need, isByOrder: boolean): string {
  return to === GATEWAY
    ? `${from} answers to the gateway`
    : `${to} needs ${from}${isByOrder ? ", by order" : ""}`;
}

/** Of one of the gateway's two ends. */
export function spokenGateway(end: "start" | "end"): string {
  return end === "start" ? "gateway, where requests come in" : "gateway, where answers go out";
}
