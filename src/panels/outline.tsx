/** The Flow as an ordered list: the same graph, complete by keyboard. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { counted } from "../base/words.ts";
import { problemsByName } from "../store/derived.ts";
import { hasNoFlow } from "../store/open-file.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { pressedKey } from "../ui/pressed-key.ts";
import "./outline.css";

const ROW_HEIGHT = 44;

/** The tab Outline. */
export default function Outline() {
  const designer = useDesigner();
  const shown = useOpenFile((file) => file.shown);
  const selection = useOpenFile((file) => file.selection);
  const noFlow = useOpenFile(hasNoFlow);
  const { nodes, end } = shown.picture;
  const problems = problemsByName(shown.problems);
  const listRef = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: nodes.length,
    getScrollElement: () => listRef.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const current = nodes.findIndex(({ name }) => selection.has(name));

  useEffect(() => {
    if (current >= 0) {
      virtual.scrollToIndex(current);
    }
  }, [current, virtual]);

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      Home: 0,
      End: nodes.length - 1,
    };
    const next = steps[pressedKey(event) ?? ""];
    if (next !== undefined) {
      event.preventDefault();
      const node = nodes[Math.max(0, Math.min(nodes.length - 1, next))];
      if (node) {
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
      aria-activedescendant={current >= 0 ? `outline-${current}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: virtual.getTotalSize(), position: "relative" }} role="presentation">
        {virtual.getVirtualItems().map(({ index, start }) => {
          const { name, needs, needsWritten } = nodes[index]!;
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
              onClick={() => designer.do.find(name)}
            >
              <b>{name}</b>
              <small>
                {needsWritten ? "needs " : "follows "}
                {needs.length > 3
                  ? `${needs.slice(0, 3).join(", ")} and ${needs.length - 3} more`
                  : needs.join(", ")}
                {name === end && " · answers"}
                {own > 0 && ` · ${counted(own, "problem")}`}
              </small>
            </div>
          );
        })}
      </div>
    </div>
  );
}
