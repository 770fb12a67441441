/** Keeps the page's colours with the setting, or with the system's where that is the setting. */
import type { Designer } from "../store/designer.ts";

/** Sets `data-theme` of the page now, and whenever the setting or the system changes. */
export function followTheme(store: Designer["store"]): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const { theme } = store.getState();
    const isDark = theme === "dark" || (theme === "system" && dark.matches);
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
  };
  apply();
  dark.addEventListener("change", apply);
  store.subscribe((state, before) => {
    if (state.theme !== before.theme) {
      apply();
    }
  });
}
