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
