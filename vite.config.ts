import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type Rolldown } from "vite";

type GetModule = (id: string) => Rolldown.ModuleInfo | null;

const SOURCES = new URL("src/", import.meta.url).pathname;

/** These modules and all that they import, but what stands in one that comes before. */
function importedBy(ids: readonly string[], getModule: GetModule, before?: ReadonlySet<string>) {
  const found = new Set<string>();
  const waiting = [...ids];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (!found.has(id) && !before?.has(id)) {
      found.add(id);
      waiting.push(...(getModule(id)?.importedIds ?? []));
    }
  }
  return found;
}

/** The panels that are not fetched before they are opened. */
const LARGE_PANELS = ["panels/yaml-editor.tsx", "panels/plot.tsx"].map((file) => SOURCES + file);

/**
 * All that the page imports at its start is one chunk: each further answer would add its headers to the first load, and
 * what comes late would otherwise cut it into pieces. What is fetched in any case as soon as the Flow stands there is four:
 * what acts, what draws, the panels, and what reads on or is needed by two of them, so that each comes where another does
 * not. A chunk for whatever any two modules share would be some ninety, and asking for one takes browser and server
 * longer than most of them are.
 */
function chunksOf(getModule: GetModule) {
  const first = importedBy([`${SOURCES}app/main.tsx`], getModule);
  const lateIn = (...files: string[]) => {
    const ids = files.flatMap((file) => getModule(SOURCES + file)?.dynamicallyImportedIds ?? []);
    return importedBy(
      ids.filter((id) => !LARGE_PANELS.includes(id)),
      getModule,
      first,
    );
  };
  const actions = lateIn("store/late-actions.ts");
  const drawing = lateIn("canvas/canvas.tsx");
  const panels = lateIn("app/late-panels.ts", "app/main.tsx");
  const shared = [...actions, ...drawing].filter(
    (id) => panels.has(id) || (actions.has(id) && drawing.has(id)),
  );
  const late = new Set([...lateIn("store/late-reading.ts"), ...shared]);
  return { first, late, actions, "late-drawing": drawing, panels };
}

let chunks: ReturnType<typeof chunksOf> | null = null;

/** React Flow's own words about its keys, which are off: nobody hears them, and they would come with the first load. */
const withoutUnheardWords: Plugin = {
  name: "without-unheard-words",
  transform: (code, id) =>
    id.includes("/@xyflow/system/") ? code.replaceAll(/'Press enter or space[^']*'/g, "''") : null,
};

export default defineConfig({
  plugins: [react(), withoutUnheardWords],
  resolve: {
    alias: Object.fromEntries(
      ["d3-transition", "d3-interpolate"].map((name) => [
        name,
        new URL("scripts/no-transitions.ts", import.meta.url).pathname,
      ]),
    ),
  },
  build: {
    target: "esnext",
    // The manifest says which chunks the first page needs; a test reads it.
    manifest: true,
    // Nothing is inlined as data: or as a script, so that the page's policy can stay closed.
    assetsInlineLimit: 0,
    // All styles come at the start: they are few, and a panel whose code comes late can then not come without its own.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    // About 1 % smaller on the wire than what the bundler itself makes of the first chunk.
    minify: "terser",
    terserOptions: { compress: { passes: 2 }, format: { comments: false } },
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // A group takes along what its modules import, unless one before it has that.
          groups: (["first", "late", "actions", "late-drawing", "panels"] as const).map(
            (chunk, index, { length }) => ({
              debugName: chunk,
              priority: length - index,
              name: (id, context) => {
                chunks ??= chunksOf((module) => context.getModuleInfo(module));
                return chunks[chunk].has(id) ? chunk : null;
              },
            }),
          ),
        },
      },
    },
  },
  // Workers are modules, in the build as in development.
  worker: { format: "es" },
  server: { host: "127.0.0.1" },
});
