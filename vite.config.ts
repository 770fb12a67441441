import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "esnext",
    // The manifest says which chunks the first page needs; a test reads it.
    manifest: true,
    // Nothing is inlined as data: or as a script, so that the page's policy can stay closed.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  // Workers are modules, in the build as in development.
  worker: { format: "es" },
  server: { host: "127.0.0.1" },
});
