/**
 * The canvas with 1,000 and 10,000 executors beside React Flow as its quick start shows it and a plain canvas that draws
 * the same scene; each run in a browser of its own.
 */
import { join } from "node:path";
import { startServer } from "../e2e/fixtures.ts";
import { grouped } from "../src/base/words.ts";
import { CELLS, GESTURES } from "./canvas/gestures.ts";
import {
  HEAP,
  MOUNT,
  measureFloor,
  measureHeld,
  measureOurs,
  measureReactFlow,
  ourBox,
} from "./canvas/pages.ts";
import { sceneOf, sceneText } from "./canvas/scene.ts";
import type { Benchmark, Figures, Ratio } from "./harness/benchmark.ts";
import { servePage } from "./harness/serve-page.ts";

const SIZES = [1000, 10_000];
const ONE = "one";
const HEAP_ABOVE = "heap above text and model MB";

/** The pages that are compared, as they are called with so many executors. */
function namesOf(executors: number) {
  const count = grouped(executors);
  return {
    count,
    ours: `${count}, ours`,
    library: `${count}, React Flow`,
    floor: `${count}, plain canvas`,
  };
}

/** Of the ratio about a gesture in a cell, behind the count. */
function titleOf(cell: string, gesture: string): string {
  return `${cell}: ${gesture}, to the plain canvas`;
}

function ratiosOf(executors: number, isQuick: boolean): Ratio[] {
  const { count, ours, library, floor } = namesOf(executors);
  const ratio = (title: string, figure: string, to: Ratio["to"], target: Partial<Ratio> = {}): Ratio => ({
    title: `${count}, ${title}`,
    of: { run: ours, figure },
    to,
    ...target,
  });
  const one = { run: floor, figure: ONE };
  const isLarge = executors === Math.max(...SIZES);
  return [
    ...CELLS.flatMap(({ name }) =>
      GESTURES.map((gesture) => {
        const figure = `${name}, ${gesture} ms`;
        return ratio(titleOf(name, gesture), figure, { run: floor, figure }, { atMost: 2.5 });
      }),
    ),
    ratio("most elements", "elements", one, { atMost: 1500, isExact: true }),
    ratio("dropped to a sign, ms", "dropped to a sign ms", one, isLarge ? { atMost: 100 } : {}),
    ratio("heap above text and model, MB", HEAP_ABOVE, one, { atMost: 25 }),
    ...(isQuick
      ? []
      : [
          ratio(
            "handed over to second frame, to React Flow",
            MOUNT,
            { run: library, figure: MOUNT },
            isLarge ? { atMost: 0.15 } : {},
          ),
        ]),
  ];
}

export const benchmark: Benchmark = {
  title: "the canvas beside React Flow and a plain canvas; milliseconds of the main thread for each event",
  async prepare(isQuick, isWanted) {
    const server = await startServer();
    const closes = [server.stop];
    const runs = new Map<string, () => Promise<Figures>>();
    const ratios = SIZES.flatMap((executors) => ratiosOf(executors, isQuick));
    for (const executors of SIZES) {
      const { count, ours, library, floor } = namesOf(executors);
      if (!ratios.some(({ title, of }) => of.run === ours && isWanted(title))) {
        continue;
      }
      const named = CELLS.filter(({ name }) =>
        GESTURES.some((gesture) => isWanted(`${count}, ${titleOf(name, gesture)}`)),
      );
      const cells = named.length > 0 ? named : CELLS;
      const text = sceneText(executors);
      const scene = sceneOf(text);
      const box = await ourBox(server.url, text);
      const data = new Map([
        ["/text", text],
        ["/scene", JSON.stringify(scene)],
        ["/box", JSON.stringify(box)],
      ]);
      const serve = async (page: string) => {
        const { url, close } = await servePage(join(import.meta.dirname, `canvas/${page}.html`), data);
        closes.push(close);
        return url;
      };
      const [floorUrl, libraryUrl, heldUrl] = [
        await serve("floor"),
        await serve("react-flow"),
        await serve("held"),
      ];
      runs.set(ours, async () => {
        const figures = await measureOurs(server.url, text, scene, cells);
        return { ...figures, [HEAP_ABOVE]: (figures[HEAP] ?? Number.NaN) - (await measureHeld(heldUrl)) };
      });
      if (!isQuick) {
        runs.set(library, () => measureReactFlow(libraryUrl, scene, box));
      }
      runs.set(floor, async () => ({ ...(await measureFloor(floorUrl, scene, box, cells)), [ONE]: 1 }));
    }
    return {
      runs,
      ratios,
      async close() {
        await Promise.all(closes.map((close) => close()));
      },
    };
  },
};
