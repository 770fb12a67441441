/** Things to add: dragged onto the canvas, or added by Enter or a click. */
import { type PointerEvent, useMemo, useRef, useState } from "react";
import { isReadOnly } from "../store/open-file.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { Icon } from "../ui/icon.tsx";
import { pressedKey } from "../ui/pressed-key.ts";
import "./palette.css";
import { ITEMS, itemsOfFile, type PaletteItem } from "./palette-items.ts";

/** Movement in pixels before a press becomes a drag. */
const DRAG_THRESHOLD = 4;

/** The tab Palette. */
export default function Palette() {
  const designer = useDesigner();
  const readOnly = useOpenFile(isReadOnly);
  const nodes = useOpenFile((file) => file.shown.picture.nodes);
  const entries = useOpenFile((file) => file.shown.flow.entries);
  const [search, setSearch] = useState("");
  const fromFile = useMemo(() => itemsOfFile(nodes, entries), [nodes, entries]);
  const matches = ({ title, detail }: PaletteItem) =>
    `${title} ${detail}`.toLowerCase().includes(search.trim().toLowerCase());
  const groups = [
    { title: "Executors", items: ITEMS.filter(matches) },
    { title: "From this file", items: fromFile.filter(matches) },
  ].filter(({ items }) => items.length > 0);
  return (
    <div className="palette">
      <input
        className="input"
        type="search"
        placeholder="Search"
        aria-label="Search the palette"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {groups.map(({ title, items }) => (
        <section key={title} aria-label={title}>
          <h2 className="palette-heading">{title}</h2>
          <ul>
            {items.map((item) => (
              <li key={`${item.title} ${item.detail}`}>
                <PaletteButton
                  item={item}
                  disabled={readOnly}
                  onAdd={() => designer.do.addExecutor(item.args)}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {groups.length === 0 && <p className="panel-empty">Nothing here is called “{search}”.</p>}
    </div>
  );
}

function PaletteButton({
  item,
  disabled,
  onAdd,
}: {
  item: PaletteItem;
  disabled: boolean;
  onAdd: () => void;
}) {
  const designer = useDesigner();
  const ghostRef = useRef<HTMLDivElement>(null);
  const start = useRef<{ x: number; y: number } | null>(null);
  const [isDragged, setDragged] = useState(false);
  // A drag ends with a click on the same button, which must not add a second executor.
  const hasDragged = useRef(false);

  const place = (event: PointerEvent) => {
    if (ghostRef.current) {
      ghostRef.current.style.transform = `translate(${event.clientX - 60}px, ${event.clientY - 18}px)`;
    }
  };
  const end = () => {
    start.current = null;
    setDragged(false);
  };
  return (
    <>
      <button
        type="button"
        className="palette-item"
        disabled={disabled}
        onPointerDown={(event) => {
          if (event.button === 0) {
            event.currentTarget.setPointerCapture(event.pointerId);
            start.current = { x: event.clientX, y: event.clientY };
            hasDragged.current = false;
          }
        }}
        onPointerMove={(event) => {
          const from = start.current;
          if (
            from &&
            !isDragged &&
            Math.hypot(event.clientX - from.x, event.clientY - from.y) > DRAG_THRESHOLD
          ) {
            hasDragged.current = true;
            setDragged(true);
          }
          place(event);
        }}
        onPointerUp={(event) => {
          if (isDragged) {
            designer.do.drop(item.args, event.clientX, event.clientY);
          }
          end();
        }}
        onPointerCancel={end}
        onKeyDown={(event) => {
          if (pressedKey(event) === "Escape" && isDragged) {
            end();
          }
        }}
        onClick={() => {
          if (!hasDragged.current) {
            onAdd();
          }
          hasDragged.current = false;
        }}
      >
        <span className="palette-glyph">
          <Icon name={item.icon} />
        </span>
        <span className="palette-text">
          <b>{item.title}</b>
          <small title={item.whole}>{item.detail}</small>
        </span>
      </button>
      {isDragged && (
        <div ref={ghostRef} className="drag-ghost" aria-hidden="true">
          {item.title}
        </div>
      )}
    </>
  );
}
