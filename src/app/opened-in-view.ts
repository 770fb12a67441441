/** What a person opens is seen: below the end of a small pane it would look as if nothing had happened. */
import { useEffect } from "react";

/** Brings what is unfolded into view: all of it, or its beginning where it is higher than what it scrolls in. */
export function useOpenedInView(): void {
  useEffect(() => {
    let frame = 0;
    const onToggle = ({ target }: Event) => {
      // One that stands open from the beginning has the event too, and nobody has asked for that.
      if (target instanceof HTMLDetailsElement && target.open && target.contains(document.activeElement)) {
        cancelAnimationFrame(frame);
        // What it holds may be made only now.
        frame = requestAnimationFrame(() => target.scrollIntoView({ block: "nearest" }));
      }
    };
    document.addEventListener("toggle", onToggle, true);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener("toggle", onToggle, true);
    };
  }, []);
}
