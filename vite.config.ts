import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type Rolldown } from "vite";

/**
 * All that the page imports at its start is one chunk: each further answer would add its headers to the first load, and
 * what comes late would otherwise cut it into pieces.
 */
let first: ReadonlySet<string> | null = null;

function modulesAtStart(getModuleInfo: (id: string) => Rolldown.ModuleInfo | null): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [new URL("src/app/main.tsx", import.meta.url).pathname];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (!found.has(id)) {
      found.add(id);
      waiting.push(...(getModuleInfo(id)?.importedIds ?? []));
    }
  }
  return found;
}

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
          groups: [
            {
              debugName: "first",
              name: (id, context) => {
                first ??= modulesAtStart((module) => context.getModuleInfo(module));
                return first.has(id) ? "first" : null;
              },
            },
          ],
        },
      },
    },
  },
  // Workers are modules, in the build as in development.
  worker: { format: "es" },
  server: { host: "127.0.0.1" },
});
