/** What happened in this tab, latest first; of runs, what Jina's Client would call. */
import { useState } from "react";
import { counted } from "../base/words.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import type { LogLine } from "../store/state.ts";
import { MAX_LOG } from "../store/tools.ts";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";
import "./log.css";
import { formatClock } from "./run-head.tsx";

/** What can be looked at alone. */
const KINDS: Readonly<Record<string, readonly [label: string, isShown: (line: LogLine) => boolean]>> = {
  "": ["Everything", () => true],
  on_done: ["on_done", ({ event }) => event === "on_done"],
  on_error: ["on_error", ({ event }) => event === "on_error"],
  on_always: ["on_always", ({ event }) => event === "on_always"],
  faults: ["Errors and warnings", ({ kind }) => kind !== "info"],
  others: ["What is about no answer", ({ event }) => event === undefined],
};

/** The tab Log. */
export default function Log() {
  const designer = useDesigner();
  const log = useDesignerState((state) => state.log);
  const [kind, setKind] = useState("");
  const [words, setWords] = useState("");
  if (log.length === 0) {
    return <p className="panel-empty">Nothing has happened yet.</p>;
  }
  const isOfKind = KINDS[kind]![1];
  const wanted = words.trim().toLowerCase();
  const shown = log.filter((line) => isOfKind(line) && textOf(line).toLowerCase().includes(wanted));
  return (
    <div className="log-panel">
      <div className="log-bar">
        <Select
          className="input is-small"
          aria-label="Lines that are shown"
          value={kind}
          isLive
          onTake={setKind}
        >
          {Object.entries(KINDS).map(([value, [label]]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
        <input
          type="search"
          className="input is-small"
          aria-label="Words in the lines"
          placeholder="Words"
          autoComplete="off"
          spellCheck={false}
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
        <span className="muted" role="status">
          {shown.length < log.length && `${shown.length} of `}
          {counted(log.length, "line")}
          {log.length === MAX_LOG && ", the last ones: older go"}
        </span>
        <Button
          isSmall
          disabled={shown.length === 0}
          onClick={() => void designer.do.copy(shown.map(printLine).join("\n"), "the log")}
        >
          Copy
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys too */}
      <ol className="log scroll" aria-label="Log" tabIndex={0}>
        {shown.toReversed().map((line) => (
          <li key={line.number} className={`is-${line.kind}`}>
            <time dateTime={new Date(line.atMs).toISOString()}>{formatClock(line.atMs)}</time>
            <div>
              <span>
                {line.event && <code>{line.event}</code>} {line.text}
              </span>
              {line.stack !== undefined && (
                <details>
                  <summary>Stack</summary>
                  <pre>{line.stack}</pre>
                </details>
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

function textOf({ event, text, stack }: LogLine): string {
  return [event, text, stack].filter((part) => part !== undefined).join(" ");
}

/** A line for another program, with its date. */
function printLine(line: LogLine): string {
  const { atMs, kind, event, text, stack } = line;
  const head = [new Date(atMs).toISOString(), event ?? kind, text].join(" ");
  return stack === undefined ? head : `${head}\n${stack.trimEnd().replaceAll(/^/gm, "    ")}`;
}
