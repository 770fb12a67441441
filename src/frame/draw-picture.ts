/** A mermaid text as an SVG picture, in the colours of the page's theme. */
import mermaid, { type MermaidConfig } from "mermaid";
import { MOST_DRAWN, type Picture } from "../model/drawing/drawing.ts";
import { DARK_CLASSES, DARK_THEME } from "./dark.ts";

const SETTINGS: MermaidConfig = {
  startOnLoad: false,
  securityLevel: "strict",
  // Mermaid's own choice, ELK, is 459 kB more to fetch.
  layout: "dagre",
  // The newer look draws gradients and shadows that the engine's colours were not made for.
  look: "classic",
  // Labels in HTML cannot be shown in an image.
  htmlLabels: false,
  flowchart: { htmlLabels: false, useMaxWidth: false },
  suppressErrorRendering: true,
  maxEdges: MOST_DRAWN.lines,
  // Far above what the most letters come to.
  maxTextSize: 1_000_000,
};

/** A text may hold settings of its own, but not for these. */
const SECURE = [
  "secure",
  "securityLevel",
  "startOnLoad",
  "maxTextSize",
  "suppressErrorRendering",
  "maxEdges",
  "layout",
  "look",
  "htmlLabels",
  "useMaxWidth",
];

// Reading asks mermaid under the same settings.
mermaid.initialize({ ...SETTINGS, secure: SECURE });

let drawings = 0;

/** @throws with mermaid's words if it does not take the text. */
export async function drawPicture(text: string, isDark: boolean): Promise<Picture> {
  mermaid.initialize(
    isDark
      ? { ...SETTINGS, ...DARK_THEME, secure: [...SECURE, ...Object.keys(DARK_THEME)] }
      : { ...SETTINGS, secure: SECURE },
  );
  const drawn = isDark ? `${text}\n${DARK_CLASSES}` : text;
  const { svg } = await mermaid.render(`drawing-${++drawings}`, withStandIns(drawn));
  const [, width, height] = /<svg[^>]* viewBox="[^"]*? ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  return { svg: withoutStandIns(svg), width: Number(width), height: Number(height) };
}

/**
 * Labels that are no HTML show entities as they are written, and lose the end of an arrow. Private letters stand for
 * signs given by their number, and for `<` and `>` in labels, until the picture is there. The engine writes HTML for the
 * secret of a Hub address.
 */
function withStandIns(text: string): string {
  const standIn = (code: number) => String.fromCodePoint(STAND_INS + code);
  return text
    .replaceAll("&ltsecret&gt", "#60;secret#62;")
    .replace(/#(\d{2,3});/g, (entity, code) => (Number(code) < 128 ? standIn(Number(code)) : entity))
    .replace(/\[".*?"\]/g, (label) => label.replace(/[<>]/g, (sign) => standIn(sign.charCodeAt(0))));
}

const STAND_INS = 0x10f000;

function withoutStandIns(svg: string): string {
  return svg.replace(/[\u{10f000}-\u{10f07f}]/gu, (letter) => `&#${letter.codePointAt(0)! - STAND_INS};`);
}
