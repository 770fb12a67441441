/** Whether this is a keyboard of Apple's. */
export const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Keys as the person's keyboard has them: `Mod+Shift+Z` is `Ctrl Shift Z`, or `⌘ ⇧ Z`. */
export function showKeys(keys: string): string {
  return keys
    .split("+")
    .map((key) => {
      switch (key) {
        case "Mod":
          return IS_MAC ? "⌘" : "Ctrl";
        case "Shift":
          return IS_MAC ? "⇧" : "Shift";
        case "Alt":
          return IS_MAC ? "⌥" : "Alt";
        case "Enter":
          return "↵";
        case "ArrowUp":
          return "↑";
        case "ArrowDown":
          return "↓";
        case "ArrowLeft":
          return "←";
        case "ArrowRight":
          return "→";
        default:
          return key;
      }
    })
    .join(" ");
}
