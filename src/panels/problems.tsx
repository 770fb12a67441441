import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";
import { fullMessage, type Problem, placeOf, type Severity } from "../model/problem.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { isShut } from "../store/state.ts";

const ORDER: Record<Severity, number> = { error: 0, warning: 1, hint: 2 };

/** Everything that is wrong with the file, worst first; a row leads to its place in text and canvas, a fix mends it. */
export function Problems() {
  const designer = useDesigner();
  const document = useDesignerState((state) => state.document);
  const stale = useDesignerState(isShut);
  const rows = useMemo(
    () => [...document.problems].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]),
    [document],
  );
  const listRef = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => listRef.current,
    estimateSize: () => 46,
    overscan: 8,
  });
  const go = (problem: Problem) => {
    if (problem.executor !== undefined) {
      designer.do.find(problem.executor);
    }
    if (problem.range) {
      designer.do.showText(problem.range);
    }
  };
  if (rows.length === 0) {
    return <p className="panel-empty">No problems: Jina takes this file as it is drawn.</p>;
  }
  return (
    <div ref={listRef} className="scroll">
      <ul style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const problem = rows[index]!;
          const place = problem.range && placeOf(document.text, problem.range.from);
          return (
            <li
              key={key}
              data-index={index}
              ref={virtual.measureElement}
              className="problem"
              style={{ transform: `translateY(${start}px)` }}
            >
              <button
                type="button"
                className="problem-row"
                data-code={problem.code}
                onClick={() => go(problem)}
              >
                <span className={`severity is-${problem.severity}`}>{problem.severity}</span>
                <span className="problem-text">{fullMessage(problem)}</span>
                <span className="problem-place">
                  {place ? `line ${place.line}, column ${place.column}` : "the file"} · {problem.code}
                </span>
              </button>
              {problem.fix && (
                <button
                  type="button"
                  className="button problem-fix"
                  disabled={stale && "edit" in problem.fix}
                  onClick={() => designer.do.mend(problem.fix!)}
                >
                  {problem.fix.label}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
