import { useIsDark } from "../ui/use-is-dark.ts";
import { useMedia } from "../ui/use-media.ts";

/** Changes when what `readColours` reads may have changed: who draws with them draws anew then. */
export function useTheme(): string {
  return `${useIsDark()} ${useMedia("(forced-colors: active)")}`;
}

/** Colours come from the page's own properties, so that the picture follows the theme. */
export function readColours(element: Element) {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    card: colour("--raised"),
    line: colour("--line2"),
    accent: colour("--accent"),
    edge: colour("--edge"),
    muted: colour("--muted"),
  };
}
