/** From the built Flow to what the Plot tab shows: the engine's text drawn, or why not and the mended drawing. */
import { grouped, listed } from "../base/words.ts";
import { type DiagramSize, isTooLarge, MOST_DRAWN, type Picture } from "../model/drawing/drawing.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import type { Designer } from "../store/designer.ts";
import type { AskFrame } from "./mermaid-frame.ts";

type Formats = Awaited<ReturnType<Designer["loadFormats"]>>;

/** What the Plot tab shows of one Flow in one of the two themes. */
export interface PlotDrawing {
  readonly of: BuiltFlow;
  readonly isDark: boolean;
  /** Null if the picture is what `Flow.plot()` draws. */
  readonly notice: PlotNotice | null;
  /** The text of the picture where that is not the engine's. */
  readonly mended: string | null;
  /** Null if nothing is drawn; the notice says why. */
  readonly picture: Picture | null;
}

interface PlotNotice {
  readonly sentence: string;
  /** The engine's or mermaid's own words. */
  readonly words: string | null;
}

/** What the engine does with a text that mermaid refuses or misreads: it does not look. */
const SENT = "Flow.plot() sends the text to mermaid.ink as it is.";

/** What a Flow's text turned out to be: a switch of colours does not ask again. */
const known = new WeakMap<BuiltFlow, PlotNotice | "sound">();

/** Never ends if the frame is asked something newer meanwhile. */
export async function drawPlot(
  built: BuiltFlow,
  isDark: boolean,
  formats: Formats,
  ask: AskFrame,
): Promise<PlotDrawing> {
  const size = formats.sizeOfDiagram(built);
  if (isTooLarge(size)) {
    return { of: built, isDark, notice: tooLarge(size), mended: null, picture: null };
  }
  const verdict = known.get(built) ?? (await judge(built, formats, ask));
  known.set(built, verdict);
  const printed = formats.printMermaid(built);
  const mended = verdict === "sound" && "text" in printed ? null : formats.printMended(built).text;
  const text = mended ?? ("text" in printed ? printed.text : "");
  const answer = await ask({ kind: "draw", text, isDark });
  const notice = verdict === "sound" ? null : verdict;
  if (answer.kind === "picture") {
    return { of: built, isDark, notice, mended, picture: answer.picture };
  }
  const words = answer.kind === "error" ? answer.message : null;
  const failed = notice
    ? { sentence: `${notice.sentence} The mended text is not drawn either.`, words: notice.words ?? words }
    : { sentence: "Mermaid reads this Flow's text but does not draw it.", words };
  return { of: built, isDark, notice: failed, mended: null, picture: null };
}

async function judge(built: BuiltFlow, formats: Formats, ask: AskFrame): Promise<PlotNotice | "sound"> {
  const printed = formats.printMermaid(built);
  if (!("text" in printed)) {
    const { refused, error } = printed;
    return {
      sentence: `${refused} Flow.plot() fails.`,
      words: error ? `${error.type}: ${error.message}` : null,
    };
  }
  const fault = await formats.findMermaidFault(built, async (text) => {
    const answer = await ask({ kind: "read", text });
    return answer.kind === "diagram"
      ? { diagram: answer.diagram }
      : { error: answer.kind === "error" ? answer.message : "" };
  });
  return fault ? { sentence: `${fault.sentence} ${SENT}`, words: fault.error } : "sound";
}

/** Says of what there is too much, and of that alone. */
export function tooLarge(size: DiagramSize): PlotNotice {
  const kinds = (["lines", "boxes", "letters"] as const).filter((kind) => size[kind] > MOST_DRAWN[kind]);
  const has = listed(
    kinds.map((kind) => `${grouped(size[kind])} ${kind}`),
    "and",
  );
  const most = listed(
    kinds.map((kind) =>
      kinds.length > 1 ? `${grouped(MOST_DRAWN[kind])} ${kind}` : grouped(MOST_DRAWN[kind]),
    ),
    "and",
  );
  return {
    sentence: `Not drawn: this plot has ${has}, and no more than ${most} are drawn. Copy as mermaid gives its text.`,
    words: null,
  };
}
