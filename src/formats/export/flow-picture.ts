/** A Flow as a picture, from its file: where its cards stand, by hand or as laid out, and all that is drawn of them. */
import { arrange, laidOutPlaces, type Places } from "../../model/drawing/arrange.ts";
import { gatewayDetail } from "../../model/drawing/gateway-detail.ts";
import type { Direction } from "../../model/drawing/geometry.ts";
import { layoutFlow } from "../../model/drawing/layout.ts";
import { type ProjectionInput, projectFlow } from "../../model/drawing/project-flow.ts";
import { findWays, findWaysOfMoved } from "../../model/drawing/ways.ts";
import type { Problem } from "../../model/problem.ts";
import type { FlowDocument } from "../read/read-document.ts";
import { printSvg } from "./print-svg.ts";

/** How the picture is to be made. */
export interface PictureOptions {
  readonly isDark: boolean;
  readonly direction: Direction;
  /** Where cards stand; without places, and from those of the other direction, they are laid out. */
  readonly places?: Places | undefined;
}

/** What is drawn of the document, as the text of an SVG file, whether or not the engine would take it. */
export function drawPicture(document: FlowDocument, { isDark, direction, places }: PictureOptions): string {
  const { picture } = document;
  const shown = places?.direction === direction ? places : laidOutPlaces(direction, places?.wraps);
  const layOut = () => layoutFlow(picture, direction, shown.wraps);
  const layout = shown.kept === null ? layOut() : null;
  const input: ProjectionInput = {
    flow: picture,
    direction,
    arrangement: arrange(picture, shown, () => layout ?? layOut()),
    layout,
    pinned: NOBODY,
    times: new Map(),
    missed: NOBODY,
    problems: errorsByName(document.problems),
    gatewayDetail: gatewayDetail(document),
    findWays: { findWays, findWaysOfMoved },
  };
  let drawn = projectFlow(input, null);
  while (!drawn.routed.isWhole) {
    drawn = projectFlow(input, drawn);
  }
  return printSvg(drawn.projection, { isDark, title: picture.settings.name || "Flow" });
}

const NOBODY: ReadonlySet<string> = new Set();

/** What keeps the engine from taking a Flow is marked on its cards; advice is for who edits it. */
function errorsByName(problems: readonly Problem[]): ReadonlyMap<string, readonly Problem[]> {
  const byName = new Map<string, Problem[]>();
  for (const problem of problems) {
    const { executor, severity } = problem;
    if (executor !== undefined && severity === "error") {
      const list = byName.get(executor) ?? [];
      byName.set(executor, list);
      list.push(problem);
    }
  }
  return byName;
}
