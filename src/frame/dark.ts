/** Mermaid's settings on a dark page. They take the place of those that the engine's text brings, made for a white one. */
import type { MermaidConfig } from "mermaid";

const TEXT = "#e9eef1";
const FAINT_LINE = "#6f7d87";

/** Mermaid's settings for dark pages. */
export const DARK_THEME: MermaidConfig = {
  theme: "base",
  darkMode: true,
  themeVariables: {
    darkMode: true,
    background: "#161b1f",
    primaryColor: "#123333",
    primaryTextColor: TEXT,
    primaryBorderColor: "#3cc9c8",
    mainBkg: "#123333",
    nodeBorder: "#3cc9c8",
    nodeTextColor: TEXT,
    textColor: TEXT,
    titleColor: TEXT,
    clusterBkg: "#1c2227",
    clusterBorder: "#38424a",
    lineColor: FAINT_LINE,
    edgeLabelBackground: "#161b1f",
  },
};

/** The engine's own classes over again: of two definitions of a class the later one counts. */
export const DARK_CLASSES = [
  `classDef GATEWAY fill:none,color:${TEXT},stroke:none`,
  `classDef EXTERNAL fill:#161b1f,stroke:#3cc9c8,color:${TEXT}`,
  "classDef HEADTAIL fill:#32C8CD1D",
].join("\n");
