/** The cells of the browser's tests of transports: by which way what kind of gateway is asked, and what came of it. */

/** What is done in each cell. */
export const CHECKS = [
  "post",
  "parameters",
  "batches",
  "target executor",
  "exception",
  "cancel",
  "profile",
  "gateway killed",
] as const;

/** One of them. */
export type Check = (typeof CHECKS)[number];

/** The ways to a Flow's gateway. */
export const FLOW_CELLS = [
  "gRPC-web by bridge",
  "gRPC-web by Envoy",
  "HTTP direct",
  "HTTP by bridge",
  "WebSocket direct",
  "WebSocket by bridge",
  "GraphQL by bridge",
] as const;

/** Those to an Executor that is served without one. */
export const DEPLOYMENT_CELLS = ["Deployment, gRPC-web by bridge", "Deployment, HTTP by bridge"] as const;

/** The way of a cell. */
export type CellName = (typeof FLOW_CELLS)[number] | (typeof DEPLOYMENT_CELLS)[number];

/** A cell, and what came of each check: `yes`, or why it cannot be done there. */
export interface Cell {
  readonly name: CellName;
  readonly docarray: "v1" | "v2";
  readonly security: "plain" | "TLS";
  /** Said instead of all checks, where the gateway offers no such thing. */
  readonly notOffered?: string;
  readonly checks: Readonly<Partial<Record<Check, string>>>;
}

/** All cells that there are, as names of lines. */
export const ALL_CELLS: readonly string[] = (["v1", "v2"] as const).flatMap((docarray) => [
  ...(["plain", "TLS"] as const).flatMap((security) =>
    FLOW_CELLS.map((name) => lineOf({ name, docarray, security })),
  ),
  ...DEPLOYMENT_CELLS.map((name) => lineOf({ name, docarray, security: "plain" })),
]);

/** How a cell is named in a table. */
export function lineOf({ name, docarray, security }: Pick<Cell, "name" | "docarray" | "security">): string {
  return `${name}, ${docarray}, ${security}`;
}

/** The cells as a table, and the lines of those that are not among them. Reasons stand below, by number. */
export function printCells(cells: readonly Cell[]): { table: string; missing: string[] } {
  const byLine = new Map(cells.map((cell) => [lineOf(cell), cell]));
  const reasons: string[] = [];
  const mark = (outcome: string | undefined): string => {
    if (outcome === "yes" || outcome === undefined) {
      return outcome ?? "-";
    }
    const at = reasons.indexOf(outcome);
    return `(${at < 0 ? reasons.push(outcome) : at + 1})`;
  };
  const rows = [["", ...CHECKS]];
  for (const line of ALL_CELLS) {
    const cell = byLine.get(line);
    rows.push([
      line,
      ...CHECKS.map((check) => (cell ? mark(cell.notOffered ?? cell.checks[check]) : "missing")),
    ]);
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
  return {
    table: [...lines, ...reasons.map((reason, index) => `(${index + 1}) ${reason}`)].join("\n"),
    missing: ALL_CELLS.filter((line) => !byLine.has(line)),
  };
}
