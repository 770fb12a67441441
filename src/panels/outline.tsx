/** The Flow as an ordered list: the same graph, complete by keyboard. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { counted } from "../base/words.ts";
import { spokenFeeds } from "../model/drawing/spoken.ts";
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

  const [drag, setDrag] = useState<Drag | null>(null);
  // A quick drop on a busy page outruns the state.
  const dragged = useRef<Drag | null>(null);
  const dragTo = (next: Drag | null) => {
    dragged.current = next;
    setDrag(next);
  };
  const drop = () => {
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
  };
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
          if (!node) {
            return null;
          }
          const { name, needs, needsWritten } = node;
          const own = problems.get(name)?.length ?? 0;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys for its options
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, as a listbox does
            <div
              key={name}
              id={`outline-${index}`}
              role="option"
              aria-selected={selection.has(name)}
              aria-setsize={nodes.length}
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
              draggable={!readOnly}
              data-drop={drag?.to === index ? "above" : drag?.to === index + 1 ? "below" : undefined}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = "move";
                event.dataTransfer.setData("text/plain", name);
                dragTo({ name, to: index });
              }}
              onDragOver={(event) => {
                const under = dragged.current;
                if (under) {
                  event.preventDefault();
                  const { top, height } = event.currentTarget.getBoundingClientRect();
                  const to = index + (event.clientY > top + height / 2 ? 1 : 0);
                  if (to !== under.to) {
                    dragTo({ ...under, to });
                  }
                }
              }}
              onDrop={(event) => {
                event.preventDefault();
                drop();
              }}
              onDragEnd={() => dragTo(null)}
            >
              <b>
                <MiddleCut text={name} whole={WHOLE_NAME} isSpoken />
              </b>
              <small>
                {needsWritten ? "needs " : "follows "}
                {needs.length > 3
                  ? `${needs.slice(0, 3).join(", ")} and ${needs.length - 3} more`
                  : needs.join(", ")}
                {name === end ? (
                  " · answers"
                ) : (
                  <span className="visually-hidden"> {spokenFeeds(shown.picture, name)}</span>
                )}
                {own > 0 && ` · ${counted(own, "problem")}`}
              </small>
            </div>
          );
        })}
      </div>
    </div>
  );
}
