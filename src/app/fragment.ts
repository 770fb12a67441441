/** The fragment of the page's address, which browsers send nowhere: the token of a launch and a shared Flow come in it. */

/** The Flow of a shared link, as `#flow=…` has it; null without one. */
export function sharedFlow(): string | null {
  return /[#&]flow=([^&]*)/.exec(location.hash)?.[1] ?? null;
}

/** Takes a part out of the address, against shoulders and screenshots, and so that a reload does not find it again. */
export function dropFromFragment(name: "token" | "flow"): void {
  const parts = location.hash.slice(1).split("&");
  const rest = parts.filter((part) => part !== "" && !part.startsWith(`${name}=`)).join("&");
  history.replaceState(null, "", location.pathname + location.search + (rest === "" ? "" : `#${rest}`));
}
