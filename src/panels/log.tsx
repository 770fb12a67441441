import { useDesignerState } from "../store/react.ts";
import "./log.css";
import { formatClock } from "./run-head.tsx";

/** What happened in this tab since it was opened, latest first. */
export default function Log() {
  const log = useDesignerState((state) => state.log);
  if (log.length === 0) {
    return <p className="panel-empty">Nothing has happened yet.</p>;
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys too
    <ol className="log scroll" aria-label="Log" tabIndex={0}>
      {log.toReversed().map(({ atMs, kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added, so a line keeps its number
        <li key={log.length - index} className={`is-${kind}`}>
          <time dateTime={new Date(atMs).toISOString()}>{formatClock(atMs)}</time>
          <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}
