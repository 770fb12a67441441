/**
 * What is drawn of a Flow, as an SVG file: the cards and lines of the canvas, without what editing and running add. It
 * needs nothing from outside: colours and fonts are attributes, fonts are such as every system has or by kind, and texts
 * are cut so that they fit whatever font is there. It holds no script and no link, and what names say is text alone.
 */
import { badgesOf, problemMarkOf, shownBadges } from "../../model/drawing/badges.ts";
import { shownGateLines } from "../../model/drawing/gateway-detail.ts";
import { boundsOfPoints, boundsOfRects, CARD_WIDTH, type Rect } from "../../model/drawing/geometry.ts";
import {
  type DrawnCard,
  type DrawnEdge,
  type DrawnGate,
  type DrawnNode,
  lineEnds,
  nameOfId,
  type Projection,
  rectOf,
} from "../../model/drawing/project-flow.ts";
import { isStacked } from "../../model/drawing/shown-node.ts";
import { headPath, linePath } from "../../model/drawing/trace.ts";
import { executorKind, runsLabel } from "../../model/engine/executor-kind.ts";
import { DEFAULT_EXECUTOR } from "../../model/engine/uses-source.ts";
import { shorten } from "../../model/shorten.ts";
import { DARK_COLOURS, KIND_SHAPES, LIGHT_COLOURS, type PictureColours } from "./picture-look.ts";
import { cutToWidth, type FontFace, isWidthKnown, textWidth } from "./text-width.ts";
import { xmlLine, xmlText } from "./xml-text.ts";

/** Around the drawing. A line that turns swings out of its points by three quarters of that at most. */
const MARGIN = 32;

const FONTS: Readonly<Record<FontFace, string>> = {
  // Those after the first have its widths. Without quotes, which are not needed, and in which resvg finds no font.
  sans: "Arial, Helvetica, Liberation Sans, sans-serif",
  mono: "Menlo, Consolas, Liberation Mono, DejaVu Sans Mono, monospace",
};
const NAME_SIZE = 13;
const USES_SIZE = 12;
const SMALL_SIZE = 11;

/** Where things stand on a card, from its upper left corner. */
const PAD = 13;
const NAME_BASE = 24;
const USES_BASE = 42;
const USES_X = 34;
const ICON_Y = 29;
const BADGES = { x: 12, y: 57, height: 20, gap: 5, pad: 7, base: 14 } as const;
const GATE_ROOM = 88;
const GATE_NAME_HEIGHT = 19;
const GATE_LINE_HEIGHT = 13;

/** Characters of what is said of a card when one points at it. */
const MOST_SAID = 500;

/** Draws it whole, with a margin, on a ground of its own. `title` names the picture. */
export function printSvg(
  projection: Projection,
  { isDark, title }: { readonly isDark: boolean; readonly title: string },
): string {
  const colours = isDark ? DARK_COLOURS : LIGHT_COLOURS;
  const { nodes, edges } = projection;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const { x, y, width, height } = boundsOfDrawing(projection);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}"`,
    ` role="img" xml:space="preserve" font-family="${FONTS.sans}" font-size="${NAME_SIZE}" fill="${colours.text}">\n`,
    `<title>${xmlLine(shorten(title, MOST_SAID))}</title>\n`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${colours.bg}"/>\n`,
    ...linesOf(edges, byId, projection, colours),
    ...nodes.map((node) => `${nodeOf(node, colours)}\n`),
    "</svg>\n",
  ].join("");
}

/** All cards and all points that lines lead through. */
function boundsOfDrawing({ nodes, edges }: Projection): Rect {
  const points = edges.flatMap(({ bends }) => bends);
  const rects = nodes.map(rectOf);
  const around = boundsOfRects(points.length > 0 ? [...rects, boundsOfPoints(points)] : rects);
  const [left, top] = [Math.floor(around.x) - MARGIN, Math.floor(around.y) - MARGIN];
  return {
    x: left,
    y: top,
    width: Math.ceil(around.x + around.width) + MARGIN - left,
    height: Math.ceil(around.y + around.height) + MARGIN - top,
  };
}

const LINE_LOOKS: Readonly<Record<DrawnEdge["kind"], string>> = {
  written: 'stroke-width="1.75"',
  implicit: 'stroke-width="1.75" stroke-dasharray="5 5"',
  end: 'stroke-width="2.2" stroke-dasharray="0.1 4.4" stroke-linecap="round"',
};
const LINE_KINDS = ["written", "implicit", "end"] as const;

function linesOf(
  edges: readonly DrawnEdge[],
  byId: ReadonlyMap<string, DrawnNode>,
  { direction }: Projection,
  { edge: colour }: PictureColours,
): string[] {
  const lines: Record<DrawnEdge["kind"], string[]> = { written: [], implicit: [], end: [] };
  const heads: string[] = [];
  for (const { source, target, kind, bends } of edges) {
    const [from, to] = [byId.get(source), byId.get(target)];
    if (from && to) {
      const { into } = lineEnds(to, direction);
      lines[kind].push(`<path d="${linePath(lineEnds(from, direction).out, bends, into, direction)}"/>\n`);
      heads.push(headPath(into, direction));
    }
  }
  const groups = LINE_KINDS.filter((kind) => lines[kind].length > 0).map(
    (kind) => `<g fill="none" stroke="${colour}" ${LINE_LOOKS[kind]}>\n${lines[kind].join("")}</g>\n`,
  );
  return heads.length === 0
    ? groups
    : [
        ...groups,
        `<path fill="${colour}" stroke="${colour}" stroke-width="1.75" stroke-linejoin="round" d="${heads.join("")}"/>\n`,
      ];
}

function nodeOf(node: DrawnNode, colours: PictureColours): string {
  const { position } = node;
  const inside =
    node.type === "card"
      ? cardOf(node, colours)
      : node.type === "ghost"
        ? ghostOf(nameOfId(node.id), node.height, colours)
        : gateOf(node, colours);
  return `<g transform="translate(${position.x} ${position.y})">${inside}</g>`;
}

function cardOf({ node, height, problems = [] }: DrawnCard, colours: PictureColours): string {
  const { name } = node;
  const uses = runsLabel(node);
  const badges = badgesOf(node);
  const mark = problemMarkOf(problems);
  const said = [
    name,
    `uses ${node.uses === DEFAULT_EXECUTOR ? uses : node.uses}`,
    ...badges.map(({ text, title }) => `${text}: ${title}`),
    ...(mark ? [mark.title] : []),
  ];
  return [
    titleOf(said.map((line) => shorten(line, MOST_SAID)).join("\n")),
    ...(isStacked(node) ? [stackOf(height, colours)] : []),
    frameOf({ width: CARD_WIDTH, height, radius: 10, fill: colours.raised, stroke: colours.line2 }),
    nameOf(name),
    iconOf(KIND_SHAPES[executorKind(node)], colours.accent),
    usesOf(uses, USES_X, colours.muted),
    ...badgeRow(badges, colours),
    ...(mark?.kind === "error" ? [markOf(mark.text, colours)] : []),
  ].join("");
}

/** A name that is needed and that no executor has. */
function ghostOf(name: string, height: number, colours: PictureColours): string {
  return [
    titleOf(shorten(name, MOST_SAID)),
    `<rect x="0.5" y="0.5" width="${CARD_WIDTH - 1}" height="${height - 1}" rx="9.5" fill="none" stroke="${colours.line2}" stroke-dasharray="4 3"/>`,
    nameOf(name, colours.warn),
    usesOf("not in this Flow", PAD, colours.warn),
  ].join("");
}

function gateOf({ lines, width, height }: DrawnGate, colours: PictureColours): string {
  const shown = shownGateLines(lines);
  const top = (height - GATE_NAME_HEIGHT - shown.length * GATE_LINE_HEIGHT) / 2;
  const [middle, base] = [width / 2, top + NAME_SIZE + 1];
  return [
    titleOf(shorten(["gateway", ...lines].join("\n"), MOST_SAID)),
    frameOf({ width, height, radius: 23, fill: colours.panel, stroke: colours.line2 }),
    textOf("gateway", {
      x: middle,
      y: base,
      room: GATE_ROOM,
      size: NAME_SIZE,
      more: ` text-anchor="middle" font-weight="600" fill="${colours.muted}"`,
    }),
    ...shown.map((line, at) =>
      textOf(line, {
        x: middle,
        y: base + 4 + (at + 1) * GATE_LINE_HEIGHT - 2,
        room: GATE_ROOM,
        size: SMALL_SIZE,
        more: ` text-anchor="middle" font-size="${SMALL_SIZE}" fill="${colours.faint}"`,
      }),
    ),
  ].join("");
}

function titleOf(text: string): string {
  return `<title>${xmlText(text)}</title>`;
}

function nameOf(name: string, colour?: string): string {
  const more = ` font-weight="600"${colour === undefined ? "" : ` fill="${colour}"`}`;
  return textOf(name, { x: PAD, y: NAME_BASE, room: CARD_WIDTH - 2 * PAD, size: NAME_SIZE, more });
}

function usesOf(uses: string, x: number, colour: string): string {
  const more = ` font-family="${FONTS.mono}" font-size="${USES_SIZE}" fill="${colour}"`;
  return textOf(uses, { x, y: USES_BASE, room: CARD_WIDTH - x - PAD, size: USES_SIZE, face: "mono", more });
}

interface Placed {
  readonly x: number;
  /** Of its base line. */
  readonly y: number;
  /** Width in pixels that it stays within. */
  readonly room: number;
  readonly size: number;
  readonly face?: FontFace;
  /** Attributes. */
  readonly more: string;
}

/** Fonts that stand in for those named are wider by at most so much. */
const WIDER = 1.15;

/** A text that would leave its room in another font is told its length, into which any font is fitted. */
function textOf(text: string, { x, y, room, size, face = "sans", more }: Placed): string {
  const shown = cutToWidth(text, size, face, room);
  const width = textWidth(shown, size, face);
  const length =
    width * WIDER > room && isWidthKnown(shown)
      ? ` textLength="${Math.round(width)}" lengthAdjust="spacingAndGlyphs"`
      : "";
  return `<text x="${x}" y="${y}"${more}${length}>${xmlLine(shown)}</text>`;
}

function iconOf(shape: string, colour: string): string {
  return `<path transform="translate(${PAD} ${ICON_Y})" fill="none" stroke="${colour}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" d="${shape}"/>`;
}

/** A box with the shadow that lifts it off the ground. */
function frameOf(box: {
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  readonly fill: string;
  readonly stroke: string;
}): string {
  const { width, height, radius, fill, stroke } = box;
  return [
    `<rect y="2" width="${width}" height="${height}" rx="${radius}" fill="#000" opacity="0.06"/>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="${radius - 0.5}" fill="${fill}" stroke="${stroke}"/>`,
  ].join("");
}

/** The cards behind that of an executor that runs several times. */
function stackOf(height: number, { raised, line2 }: PictureColours): string {
  const one = (inset: number, below: number, more: string) =>
    `<rect x="${inset + 0.5}" y="${height + below - 30.5}" width="${CARD_WIDTH - 2 * inset - 1}" height="30" rx="9.5" fill="${raised}" stroke="${line2}"${more}/>`;
  return one(10, 9, ' opacity="0.6"') + one(5, 5, "");
}

interface BadgeColours {
  readonly fill: string;
  readonly text: string;
  readonly stroke?: string;
}

function badgeRow(badges: ReturnType<typeof badgesOf>, colours: PictureColours): string[] {
  const { shown, rest } = shownBadges(badges);
  const plain = { fill: colours.bg, text: colours.muted, stroke: colours.line };
  const accent = { fill: colours["accent-soft"], text: colours["accent-text"] };
  const all = [
    ...shown.map(({ text, kind }) => ({ text, look: kind === "accent" ? accent : plain })),
    ...(rest.length > 0 ? [{ text: `+${rest.length}`, look: plain }] : []),
  ];
  let { x } = BADGES;
  return all.map(({ text, look }) => {
    const width = badgeWidth(text);
    const badge = badgeOf(text, { x, y: BADGES.y, width }, look);
    x += width + BADGES.gap;
    return badge;
  });
}

/** At the upper right corner of a card, half above it. */
function markOf(text: string, colours: PictureColours): string {
  const width = badgeWidth(text);
  const look = { fill: colours["err-soft"], text: colours.err };
  return badgeOf(text, { x: CARD_WIDTH - 10 - width, y: -10, width }, look);
}

function badgeWidth(text: string): number {
  return Math.ceil(textWidth(text, SMALL_SIZE, "sans")) + 2 * BADGES.pad;
}

function badgeOf(
  text: string,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  { fill, text: colour, stroke = "none" }: BadgeColours,
): string {
  return [
    `<rect x="${x + 0.5}" y="${y + 0.5}" width="${width - 1}" height="${BADGES.height - 1}" rx="4.5" fill="${fill}" stroke="${stroke}"/>`,
    textOf(text, {
      x: x + width / 2,
      y: y + BADGES.base,
      room: width - 4,
      size: SMALL_SIZE,
      more: ` text-anchor="middle" font-size="${SMALL_SIZE}" fill="${colour}"`,
    }),
  ].join("");
}
