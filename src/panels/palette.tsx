/** Things to add: dragged onto the canvas, or added by Enter or a click. */
import { Fragment, type PointerEvent, useEffect, useId, useRef, useState } from "react";
import { cut } from "../base/words.ts";
import { GATEWAY } from "../model/flow.ts";
import { isReadOnly, onlySelected } from "../store/open-file.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { MiddleCut } from "../ui/middle-cut.tsx";
import { pressedKey } from "../ui/pressed-key.ts";
import "./palette.css";
import type { PaletteItem } from "./palette-items.ts";
import { usePalette } from "./use-palette.ts";

/** Movement in pixels before a press becomes a drag. */
const DRAG_THRESHOLD = 4;
/** Characters of an executor's name that are said. */
const MOST_NAME = 40;
/** Characters of a title for which there is room in a panel as narrow as it gets. */
const WHOLE_TITLE = 14;

/** The tab Palette. */
export default function Palette() {
  const designer = useDesigner();
  const readOnly = useOpenFile(isReadOnly);
  const [search, setSearch] = useState("");
  const matches = ({ title, detail }: PaletteItem) =>
    `${title} ${detail}`.toLowerCase().includes(search.trim().toLowerCase());
  const groups = usePalette()
    .map(({ title, items }) => ({ title, items: items.filter(matches) }))
    .filter(({ items }) => items.length > 0);
  const behind = useOpenFile(onlySelected);
  const placeId = useId();
  const add = ({ made }: PaletteItem) => {
    if ("args" in made) {
      designer.do.addExecutor(made.args);
    } else if ("text" in made) {
      designer.do.paste(made.text, false, undefined, behind ?? undefined);
    }
  };
  return (
    <div className="palette">
      <input
        className="input"
        type="search"
        placeholder="Search"
        aria-label="Search the palette"
        spellCheck={false}
        autoComplete="off"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {!readOnly && (
        <p id={placeId} className="field-hint palette-place">
          A press adds {placeOf(behind)}.
        </p>
      )}
      {groups.map(({ title, items }) => (
        <section key={title} aria-label={title}>
          <h2 className="palette-heading">{title}</h2>
          <ul>
            {items.map((item) => (
              <li key={`${item.title} ${item.detail}`} className="palette-row">
                <PaletteButton item={item} disabled={readOnly} placeId={placeId} onAdd={() => add(item)} />
                {"text" in item.made && <PresetButtons name={item.title} />}
              </li>
            ))}
          </ul>
        </section>
      ))}
      {groups.length === 0 && <p className="panel-empty">Nothing here is called “{search}”.</p>}
    </div>
  );
}

/** Where a press adds: behind the executor, or the gateway, that is selected, if that is one. */
function placeOf(behind: string | null): string {
  return behind === null
    ? "at the end of the Flow"
    : `behind ${behind === GATEWAY ? "the gateway" : cut(behind, MOST_NAME)}`;
}

/** An address goes on in the next line behind one of its slashes. */
function breakable(detail: string) {
  return detail.split(/(?<=\/)/).map((piece, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: two pieces may be the same
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {piece}
    </Fragment>
  ));
}

/** What renames a preset and removes it. */
function PresetButtons({ name }: { name: string }) {
  const designer = useDesigner();
  return (
    <>
      <IconButton
        icon="edit"
        label={`Rename preset ${name}`}
        onClick={() => designer.do.openDialog({ kind: "rename-preset", name })}
      />
      <IconButton
        icon="close"
        label={`Remove preset ${name}`}
        onClick={() => designer.do.removePreset(name)}
      />
    </>
  );
}

function PaletteButton({
  item,
  disabled,
  placeId,
  onAdd,
}: {
  item: PaletteItem;
  disabled: boolean;
  /** The element that says where a press adds. */
  placeId: string;
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
      // Beside the pointer: under it the canvas shows where it would come to stand.
      ghostRef.current.style.transform = `translate(${event.clientX + 14}px, ${event.clientY + 14}px)`;
    }
  };
  const { made } = item;
  const { title } = item;
  const splits = "args" in made;
  useEffect(() => {
    if (isDragged) {
      designer.tools.set({ held: { title, splits } });
      return () => designer.tools.set({ held: null });
    }
    return undefined;
  }, [designer, isDragged, title, splits]);
  const drop = ({ clientX, clientY }: PointerEvent) => {
    if ("args" in made) {
      designer.do.drop(made.args, clientX, clientY);
    } else if ("text" in made) {
      designer.do.pasteAt(made.text, false, clientX, clientY);
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
        disabled={disabled || "refused" in made}
        aria-describedby={disabled ? undefined : placeId}
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
          // Not by the state, which a quick drag on a busy page outruns.
          if (start.current && hasDragged.current) {
            drop(event);
          }
          end();
        }}
        onPointerCancel={() => {
          // No click follows.
          hasDragged.current = false;
          end();
        }}
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
          <b>
            <MiddleCut text={item.title} whole={WHOLE_TITLE} isSpoken />
          </b>
          <small title={"refused" in made ? made.refused : item.whole}>
            {"refused" in made ? made.refused : breakable(item.detail)}
          </small>
        </span>
      </button>
      {isDragged && (
        <div ref={ghostRef} className="drag-ghost" aria-hidden="true">
          {title}
        </div>
      )}
    </>
  );
}
