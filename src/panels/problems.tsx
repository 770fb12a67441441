import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, useState } from "react";
import { type Problem, placeOf } from "../model/problem.ts";
import { messageOf, type ProblemGroup } from "../model/problem-groups.ts";
import { problemRows } from "../store/derived.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { isShut } from "../store/state.ts";

/**
 * Everything that is wrong with the file, worst first. Problems that say the same are one row, which names the places of
 * all of them; a row leads to its first place in text and canvas, a name to that one, and a fix mends it.
 */
export function Problems() {
  const designer = useDesigner();
  const document = useDesignerState((state) => state.document);
  const rows = problemRows(document.problems);
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
        {virtual.getVirtualItems().map(({ index, start, key }) => (
          <li
            key={key}
            data-index={index}
            ref={virtual.measureElement}
            className="problem"
            style={{ transform: `translateY(${start}px)` }}
          >
            <Row key={rows[index]![0].message} group={rows[index]!} text={document.text} onGo={go} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface RowProps {
  readonly group: ProblemGroup;
  readonly text: string;
  onGo(problem: Problem): void;
}

function Row({ group, text, onGo }: RowProps) {
  const [first] = group;
  const { code, severity } = first;
  const place = first.range && placeOf(text, first.range.from);
  return (
    <>
      <div className="problem-body">
        <button type="button" className="problem-row" data-code={code} onClick={() => onGo(first)}>
          <span className={`severity is-${severity}`}>{severity}</span>
          <span className="problem-text">{messageOf(group)}</span>
          <span className="problem-place">
            {group.length > 1
              ? `${group.length} places`
              : place
                ? `line ${place.line}, column ${place.column}`
                : "the file"}{" "}
            · {code}
          </span>
        </button>
        {group.length > 1 && <Places group={group} text={text} onGo={onGo} />}
      </div>
      <Fixes group={group} />
    </>
  );
}

/** So many names are read; the others are there when they are asked for. */
const MAX_NAMES = 24;

/** The places of one row: an executor by its name, anything else by its line. */
function Places({ group, text, onGo }: RowProps) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? group : group.slice(0, MAX_NAMES);
  const more = group.length - shown.length;
  return (
    <ul className="problem-places" aria-label="Where">
      {shown.map((problem, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places have no other name, and keep their order
        <li key={index}>
          <button type="button" className="problem-name" onClick={() => onGo(problem)}>
            {problem.executor ??
              (problem.range ? `line ${placeOf(text, problem.range.from).line}` : "the file")}
          </button>
        </li>
      ))}
      {more > 0 && (
        <li>
          <button type="button" className="problem-name" onClick={() => setWhole(true)}>
            {more} more
          </button>
        </li>
      )}
    </ul>
  );
}

function Fixes({ group }: { group: ProblemGroup }) {
  const designer = useDesigner();
  const stale = useDesignerState(isShut);
  const fixes = group.flatMap(({ fix }) => fix ?? []);
  const [fix] = fixes;
  const choices = group.length === 1 ? (group[0].choices ?? []) : [];
  const offered = fix && fixes.length === 1 ? [fix, ...choices] : choices;
  const isOne = fixes.every(({ label }) => label === fix?.label);
  return (
    <div className="problem-fixes">
      {fixes.length > 1 && (
        <button
          type="button"
          className="button problem-fix"
          disabled={stale}
          onClick={() => designer.do.mendAll(group.find((problem) => problem.fix)!)}
        >
          {isOne ? `Fix all: ${fix!.label}` : "Fix all"}
        </button>
      )}
      {offered.map((one) => (
        <button
          key={one.label}
          type="button"
          className="button problem-fix"
          disabled={stale && "edit" in one}
          onClick={() => designer.do.mend(one)}
        >
          {one.label}
        </button>
      ))}
    </div>
  );
}
