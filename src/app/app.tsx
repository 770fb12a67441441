/** The page: which panel stands where, keys, dropped files, messages. */
import { useEffect, useId, useState } from "react";
import { Canvas } from "../canvas/canvas.tsx";
import { isAhead } from "../store/open-file.ts";
import { MAIN_TABS, PLACES, type Place, type TabPlace } from "../store/panels.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { IconButton } from "../ui/button.tsx";
import { Late, LateExtra } from "../ui/late.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { Header } from "./header.tsx";
import { useDroppedFiles, useKeys } from "./input.ts";
import { LATE_PANELS, type LatePanel, loadContextMenu, loadDialogs } from "./late-panels.ts";
import { Part } from "./part.tsx";
import { NARROW } from "./platform.ts";
import { ToastArea } from "./toast-area.tsx";
import "./app.css";

/** Below this width Send is a tab at the bottom, not a panel of its own. */
const WIDE = "(min-width: 1100px)";
const FOLD_ICONS = {
  left: { hide: "left", show: "right" },
  right: { hide: "right", show: "left" },
  bottom: { hide: "down", show: "up" },
} as const;

const NOTHING = {};

/** The page. */
export function App() {
  const designer = useDesigner();
  const isWide = useMedia(WIDE);
  const isNarrow = useMedia(NARROW);
  const narrowPlace = useDesignerState((state) => state.narrowPlace);
  const tabs = useDesignerState((state) => state.tabs);
  const [foldsLeft, foldsRight, foldsBottom] = [tabs.left, tabs.right, tabs.bottom].map(
    (tab) => !isNarrow && tab === null,
  );
  const announcement = useDesignerState((state) => state.announcement);
  const hasDialog = useDesignerState((state) => state.dialog !== null);
  useKeys(designer);
  const isFileOver = useDroppedFiles(designer);
  const shows = (place: Place) => !isNarrow || narrowPlace === place;
  return (
    <div
      className={`page${isWide ? " is-wide" : ""}${isNarrow ? " is-narrow" : ""}${foldsLeft ? " folds-left" : ""}${foldsRight ? " folds-right" : ""}${foldsBottom ? " folds-bottom" : ""}`}
    >
      <Part name="The header">
        <Header />
      </Part>
      <ReadingBar />
      <main className="page-main">
        {shows("left") && <Tabbed place="left" isNarrow={isNarrow} />}
        {shows("canvas") && (
          <div className="place is-canvas">
            <Part name="The canvas">
              <Canvas />
            </Part>
          </div>
        )}
        {shows("right") && <Tabbed place="right" isNarrow={isNarrow} />}
        {shows("bottom") && <Tabbed place="bottom" isNarrow={isNarrow} isWide={isWide} />}
        {isWide &&
          LATE_PANELS.filter(({ isApartWhenWide }) => isApartWhenWide).map((panel) => (
            <section key={panel.id} className="place is-apart" aria-label={`${panel.label} panel`}>
              <PanelPart panel={panel} />
            </section>
          ))}
      </main>
      {isNarrow && <NarrowNav />}
      <Part name="The menu">
        <LateExtra load={loadContextMenu} given={NOTHING} />
      </Part>
      <Part name="The dialog" onFault={designer.do.closeDialog}>
        {hasDialog && <Late load={loadDialogs} waiting="Loading…" onFault={designer.tools.lateFault} />}
      </Part>
      <Part name="The message">
        <ToastArea />
      </Part>
      {isFileOver && <div className="drop-note">Let go to open the file</div>}
      <div className="visually-hidden" role="status" aria-live="polite">
        {announcement}
      </div>
    </div>
  );
}

function NarrowNav() {
  const designer = useDesigner();
  const current = useDesignerState((state) => state.narrowPlace);
  return (
    <nav className="narrow-nav" aria-label="Panels">
      {PLACES.map(({ id, narrowLabel }) => (
        <button
          key={id}
          type="button"
          aria-current={current === id ? "page" : undefined}
          onClick={() => designer.do.setNarrowPlace(id)}
        >
          {narrowLabel}{" "}
          {LATE_PANELS.map(
            (panel) =>
              panel.place === id &&
              panel.loadCount && (
                <LateExtra key={panel.id} load={panel.loadCount} given={{ isNamed: true }} />
              ),
          )}
        </button>
      ))}
    </nav>
  );
}

/** While a long text is read, the graph is older than it. */
function ReadingBar() {
  const isReading = useOpenFile(isAhead);
  return isReading && <div className="reading-bar" role="progressbar" aria-label="Reading the text" />;
}

/** The panels of a place as tabs, the open one below them. A folded place is its tabs alone, or at the side nothing. */
function Tabbed({
  place,
  isNarrow,
  isWide = false,
}: {
  place: TabPlace;
  isNarrow: boolean;
  isWide?: boolean;
}) {
  const designer = useDesigner();
  const chosen = useDesignerState(({ tabs }) => tabs[place]);
  const id = useId();
  const panels = LATE_PANELS.filter((one) => one.place === place && !(isWide && one.isApartWhenWide));
  const isFolded = chosen === null && !isNarrow;
  const panel = panels.find((one) => one.id === chosen) ?? panels.find((one) => one.id === MAIN_TABS[place]);
  const label = PLACES.find((one) => one.id === place)?.label ?? place;
  const Element = place === "bottom" ? "section" : "aside";
  return (
    panel && (
      <Element className={`place is-${place}`} aria-label={label}>
        <div className="place-head">
          {!isNarrow && (
            <IconButton
              label={`${isFolded ? "Show" : "Hide"} ${label}`}
              icon={FOLD_ICONS[place][isFolded ? "show" : "hide"]}
              onClick={() => designer.do.toggleFold(place)}
            />
          )}
          <Tabs
            label={label}
            tabs={panels.map(({ id: panelId, label: text, loadCount }) => ({
              id: panelId,
              label: text,
              extra: loadCount && <LateExtra load={loadCount} given={{ isNamed: false }} />,
            }))}
            current={isFolded ? null : panel.id}
            panelId={id}
            onChange={designer.do.setTab}
          />
        </div>
        {!isFolded && (
          <div id={id} role="tabpanel" className="place-body" aria-label={panel.label}>
            <PanelPart key={panel.id} panel={panel} />
          </div>
        )}
      </Element>
    )
  );
}

function PanelPart({ panel: { name, load } }: { panel: LatePanel }) {
  const designer = useDesigner();
  return (
    <Part name={name}>
      <Late load={load} waiting="Loading…" onFault={designer.tools.lateFault} />
    </Part>
  );
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const update = () => setMatches(media.matches);
    media.addEventListener("change", update);
    return () => media.removeEventListener("change", update);
  }, [query]);
  return matches;
}
