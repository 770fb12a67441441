import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { grouped } from "../base/words.ts";
import { type Problem, placesOf } from "../model/problem.ts";
import { type ProblemGroup, sentenceOf } from "../model/problem-groups.ts";
import { isReadOnly, reportShown } from "../store/open-file.ts";
import { problemRows } from "../store/problem-rows.ts";
import { useDesigner, useOpenFile, usePendingEvent } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { MiddleCut } from "../ui/middle-cut.tsx";
import { Severity } from "../ui/severity.tsx";
import "./problems.css";

/**
 * Everything that is wrong with the file, worst first. Problems that say the same are one row, which names the places of
 * all of them; a row leads to its first place in text and canvas, a name to that one, and a fix mends it.
 */
export function Problems() {
  const designer = useDesigner();
  const text = useOpenFile((file) => file.text);
  const rows = problemRows(useOpenFile((file) => file.problems));
  const left = useOpenFile((file) => reportShown(file)?.rows.filter(({ isLeft }) => isLeft).length ?? 0);
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
  const [wanted, setWanted] = useState<Wanted | null>(null);
  usePendingEvent("problems", ({ executor }) => {
    const index = rows.findIndex((group) => group.some((problem) => problem.executor === executor));
    if (index >= 0) {
      virtual.scrollToIndex(index);
      setWanted({ index });
    }
  });
  if (rows.length === 0) {
    return <p className="panel-empty">{nothingToTell(left)}</p>;
  }
  const items = virtual.getVirtualItems();
  const places = placesIn(
    text,
    items.map(({ index }) => rows[index]![0]),
  );
  return (
    <div ref={listRef} className="scroll">
      <ul style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {items.map(({ index, start, key }, at) => (
          <li
            key={key}
            data-index={index}
            ref={virtual.measureElement}
            className="problem"
            style={{ transform: `translateY(${start}px)` }}
          >
            <Row
              key={rows[index]![0].message}
              group={rows[index]!}
              wanted={wanted?.index === index ? wanted : null}
              place={places[at]!}
              text={text}
              onGo={go}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** `left`: how much a conversion has left to do, of which Jina knows nothing. */
function nothingToTell(left: number): string {
  return left === 0
    ? "No problems: Jina takes this file as it is drawn."
    : `Jina knows of no problem in this file. Of what the old one did, ${left === 1 ? "one thing is" : `${left} things are`} left to you, as the report above says.`;
}

interface PlacesProps {
  readonly group: ProblemGroup;
  readonly text: string;
  onGo(problem: Problem): void;
}

type Place = ReturnType<typeof placesOf>[number] | null;

/** Where problems stand; null for the file as a whole. One walk over the text, since it may be a long one. */
function placesIn(text: string, problems: readonly Problem[]): readonly Place[] {
  const places = placesOf(
    text,
    problems.map(({ range }) => range?.from ?? 0),
  );
  return problems.map(({ range }, index) => (range ? places[index]! : null));
}

/** The row that is to have the focus; each asking is an object of its own. */
interface Wanted {
  readonly index: number;
}

function Row({
  group,
  place,
  text,
  wanted,
  onGo,
}: PlacesProps & { readonly place: Place; readonly wanted: Wanted | null }) {
  const [first] = group;
  const { code, severity } = first;
  const buttonRef = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (wanted) {
      buttonRef.current?.focus();
    }
  }, [wanted]);
  return (
    <>
      <div className="problem-body">
        <button
          ref={buttonRef}
          type="button"
          className="problem-row"
          data-code={code}
          onClick={() => onGo(first)}
        >
          <Severity of={severity} />
          <span className="problem-text">{sentenceOf(group)}</span>
          <span className="problem-place">
            {group.length > 1
              ? `${grouped(group.length)} places`
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
/** Characters of a name for which there is room. */
const WHOLE_NAME = 24;

/** The places of one row: an executor by its name, anything else by its line. */
function Places({ group, text, onGo }: PlacesProps) {
  const [isWhole, setWhole] = useState(false);
  const shown = useMemo(() => (isWhole ? group : group.slice(0, MAX_NAMES)), [group, isWhole]);
  const isNamed = shown.every(({ executor }) => executor !== undefined);
  const places = useMemo(() => (isNamed ? [] : placesIn(text, shown)), [isNamed, text, shown]);
  const more = group.length - shown.length;
  return (
    <ul className="problem-places" aria-label="Where">
      {shown.map((problem, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places have no other name, and keep their order
        <li key={index}>
          <button type="button" className="problem-name" onClick={() => onGo(problem)}>
            <MiddleCut
              text={problem.executor ?? (places[index] ? `line ${places[index].line}` : "the file")}
              whole={WHOLE_NAME}
              isSpoken
            />
          </button>
        </li>
      ))}
      {more > 0 && (
        <li>
          <button type="button" className="problem-name" onClick={() => setWhole(true)}>
            {grouped(more)} more
          </button>
        </li>
      )}
    </ul>
  );
}

/** Of more variables that are not set, the first are offered. */
const MAX_UNSET = 3;

function Fixes({ group }: { group: ProblemGroup }) {
  const designer = useDesigner();
  const readOnly = useOpenFile(isReadOnly);
  const fixes = group.flatMap(({ fix }) => fix ?? []);
  const [fix] = fixes;
  const choices = group.length === 1 ? (group[0].choices ?? []) : [];
  const offered = fix && fixes.length === 1 ? [fix, ...choices] : choices;
  const isOne = fixes.every(({ label }) => label === fix?.label);
  const unset = [...new Set(group.flatMap(({ unset = [] }) => unset))].slice(0, MAX_UNSET);
  return (
    <div className="problem-fixes">
      {unset.map((name) => (
        <Button
          key={name}
          title={`Give ${name} a value in the tab Variables`}
          onClick={() => designer.do.editVariable(name)}
        >
          Set {name}
        </Button>
      ))}
      {fixes.length > 1 && (
        <Button
          disabled={readOnly}
          onClick={() => designer.do.applyAllFixes(group.find((problem) => problem.fix)!)}
        >
          {isOne ? `Fix all: ${fix!.label}` : "Fix all"}
        </Button>
      )}
      {offered.map((one) => (
        <Button
          key={one.label}
          disabled={readOnly && "edit" in one}
          onClick={() => designer.do.applyFix(one)}
        >
          {one.label}
        </Button>
      ))}
    </div>
  );
}
