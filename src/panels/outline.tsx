/** The Flow as an ordered list: the same graph, complete by keyboard. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { counted } from "../base/words.ts";
import { spokenFeeds } from "../model/drawing/spoken.ts";
import type { BuiltNode } from "../model/engine/built-flow.ts";
import { problemsByName } from "../store/derived.ts";
import { hasNoFlow, isReadOnly } from "../store/open-file.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { MiddleCut } from "../ui/middle-cut.tsx";
import { pressedKey } from "../ui/pressed-key.ts";
import "./outline.css";

const ROW_HEIGHT = 44;
/** Characters of a name for which there is room in a panel as narrow as it gets. */
const WHOLE_NAME = 16;

/** A row under way: to before the row of this index, or behind the last one. */
interface Drag {
  readonly name: string;
  readonly to: number;
}

/** The tab Outline. */
export default function Outline() {
  const designer = useDesigner();
  const shown = useOpenFile((file) => file.shown);
  const selection = useOpenFile((file) => file.selection);
  const noFlow = useOpenFile(hasNoFlow);
  const readOnly = useOpenFile(isReadOnly);
  const { nodes, end } = shown.picture;
  const problems = problemsByName(shown.problems);
  const listRef = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: nodes.length,
    getScrollElement: () => listRef.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const leader = [...selection].at(-1);
  const found = leader === undefined ? -1 : nodes.findIndex(({ name }) => name === leader);
  // From the place of what is gone one goes on.
  const [last, setLast] = useState(-1);
  if (found >= 0 && found !== last) {
    setLast(found);
  }
  const current = found >= 0 ? found : Math.min(last, nodes.length);

  useEffect(() => {
    if (found >= 0) {
      virtual.scrollToIndex(found);
    }
  }, [found, virtual]);

  const drag = useRowDrag(nodes);
  const onKeyDown = (event: KeyboardEvent) => {
    // With these they move the executor, or travel along edges.
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const key = pressedKey(event) ?? "";
    // Cards are moved on the canvas alone.
    if (key === "ArrowLeft" || key === "ArrowRight") {
      event.preventDefault();
    }
    const steps: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      Home: 0,
      End: nodes.length - 1,
    };
    const next = steps[key];
    if (next !== undefined) {
      event.preventDefault();
      const node = nodes[Math.max(0, Math.min(nodes.length - 1, next))];
      if (node && event.shiftKey) {
        designer.do.extendTo(node.name);
      } else if (node) {
        designer.do.find(node.name);
      }
    }
  };
  if (nodes.length === 0) {
    return (
      <p className="panel-empty">
        {noFlow ? "There is no Flow in this file." : "This Flow has no executors yet."}
      </p>
    );
  }
  return (
    <div
      ref={listRef}
      className="outline"
      role="listbox"
      aria-label="Executors in the order of the file"
      aria-multiselectable="true"
      aria-activedescendant={found >= 0 ? `outline-${found}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: virtual.getTotalSize(), position: "relative" }} role="presentation">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const node = nodes[index];
          return (
            node && (
              <Row
                key={node.name}
                node={node}
                index={index}
                count={nodes.length}
                start={start}
                isSelected={selection.has(node.name)}
                feeds={node.name === end ? null : spokenFeeds(shown.picture, node.name)}
                problems={problems.get(node.name)?.length ?? 0}
                drag={drag}
                isFixed={readOnly}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

/** A row that is dragged to another place of the file. */
interface RowDrag {
  readonly under: Drag | null;
  readonly begin: (index: number) => void;
  /** Over the upper or the lower half of a row; false if none of ours is dragged. */
  readonly over: (index: number, isLower: boolean) => boolean;
  readonly drop: () => void;
  readonly end: () => void;
}

function useRowDrag(nodes: readonly BuiltNode[]): RowDrag {
  const designer = useDesigner();
  const [under, setUnder] = useState<Drag | null>(null);
  // A quick drop on a busy page outruns the state.
  const dragged = useRef<Drag | null>(null);
  const dragTo = (next: Drag | null) => {
    dragged.current = next;
    setUnder(next);
  };
  return {
    under,
    begin: (index) => dragTo({ name: nodes[index]?.name ?? "", to: index }),
    over(index, isLower) {
      const { current: last } = dragged;
      const to = index + (isLower ? 1 : 0);
      if (last && to !== last.to) {
        dragTo({ ...last, to });
      }
      return last !== null;
    },
    drop() {
      const { current: last } = dragged;
      dragTo(null);
      const entry = (index: number) => nodes[index]?.entry;
      const from = nodes.findIndex(({ name }) => name === last?.name);
      if (
        last === null ||
        from < 0 ||
        last.to === from ||
        last.to === from + 1 ||
        entry(last.to) === entry(from)
      ) {
        return;
      }
      designer.do.edit({ kind: "move", name: last.name, before: nodes[last.to]?.name ?? null });
    },
    end: () => dragTo(null),
  };
}

interface RowProps {
  readonly node: BuiltNode;
  readonly index: number;
  readonly count: number;
  /** From the top of the list, in pixels. */
  readonly start: number;
  readonly isSelected: boolean;
  /** What screen readers say of its followers; null for the one that answers, which is shown. */
  readonly feeds: string | null;
  readonly problems: number;
  readonly drag: RowDrag;
  /** It stays where it is in the file. */
  readonly isFixed: boolean;
}

function Row({ node, index, count, start, isSelected, feeds, problems, drag, isFixed }: RowProps) {
  const designer = useDesigner();
  const { name, needs, needsWritten } = node;
  const to = drag.under?.to;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys for its options
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, as a listbox does
    <div
      id={`outline-${index}`}
      role="option"
      aria-selected={isSelected}
      aria-setsize={count}
      aria-posinset={index + 1}
      data-outline={name}
      className="outline-row"
      style={{ transform: `translateY(${start}px)` }}
      onClick={(event) => {
        if (event.shiftKey) {
          designer.do.extendTo(name);
        } else if (event.ctrlKey || event.metaKey) {
          designer.do.toggle(name);
        } else {
          designer.do.find(name);
        }
      }}
      draggable={!isFixed}
      data-drop={to === index ? "above" : to === index + 1 ? "below" : undefined}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", name);
        drag.begin(index);
      }}
      onDragOver={(event) => {
        const { top, height } = event.currentTarget.getBoundingClientRect();
        if (drag.over(index, event.clientY > top + height / 2)) {
          event.preventDefault();
        }
      }}
      onDrop={(event) => {
        event.preventDefault();
        drag.drop();
      }}
      onDragEnd={drag.end}
    >
      <b>
        <MiddleCut text={name} whole={WHOLE_NAME} isSpoken />
      </b>
      <small>
        {needsWritten ? "needs " : "follows "}
        {needs.length > 3 ? `${needs.slice(0, 3).join(", ")} and ${needs.length - 3} more` : needs.join(", ")}
        {feeds === null ? " · answers" : <span className="visually-hidden"> {feeds}</span>}
        {problems > 0 && ` · ${counted(problems, "problem")}`}
      </small>
    </div>
  );
}
