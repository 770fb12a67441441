import { defineConfig } from "vite";

/**
 * The sandboxed mermaid page. It is built by itself, after the page: chunks shared by the two would tie the page to
 * mermaid's, and the frame's files have a folder of their own.
 */
export default defineConfig({
  publicDir: false,
  build: {
    target: "es2023",
    emptyOutDir: false,
    assetsDir: "assets/frame",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The largest one is the layout that is never fetched.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { input: "mermaid.html" },
  },
});
