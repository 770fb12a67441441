/** The page: which panel stands where, keys, dropped files, messages. */
import { type CSSProperties, type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { Canvas } from "../canvas/canvas.tsx";
import type { Designer } from "../store/designer.ts";
import { isAhead } from "../store/open-file.ts";
import {
  MAIN_TABS,
  type OpenTabs,
  onOneSide,
  type PanelId,
  PLACES,
  type Place,
  type TabPlace,
} from "../store/panels.ts";
import type { PaneId } from "../store/panes.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { IconButton } from "../ui/button.tsx";
import { Late, LateExtra } from "../ui/late.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { useMedia } from "../ui/use-media.ts";
import { Header } from "./header.tsx";
import { useDroppedFiles, useKeys } from "./input.ts";
import {
  LATE_PANELS,
  type LatePanel,
  loadContextMenu,
  loadDialogs,
  loadFileTabs,
  loadSplitter,
} from "./late-panels.ts";
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
  const panes = useDesignerState((state) => state.panes);
  const yaml = isNarrow || (panes.yaml === "beside" && !isWide) ? "tab" : panes.yaml;
  const [foldsLeft, foldsRight, foldsBottom] = [tabs.left, tabs.right, tabs.bottom].map(
    (tab) => !isNarrow && tab === null,
  );
  const isApart = (panel: LatePanel) =>
    (isWide && panel.isApartWhenWide === true) || (panel.id === "yaml" && yaml !== "tab");
  const announcement = useDesignerState((state) => state.announcement);
  const hasDialog = useDesignerState((state) => state.dialog !== null);
  const hasTabs = useDesignerState((state) => state.filesBefore.length + state.filesAfter.length > 0);
  useOneSide(designer, !isWide && !isNarrow);
  useKeys(designer);
  const isFileOver = useDroppedFiles(designer);
  const shows = (place: Place) => !isNarrow || narrowPlace === place;
  return (
    <div
      className={`page${isWide ? " is-wide" : ""}${isNarrow ? " is-narrow" : ""}${foldsLeft ? " folds-left" : ""}${foldsRight ? " folds-right" : ""}${foldsBottom ? " folds-bottom" : ""}${panes.foldsSend ? " folds-send" : ""}${yaml === "beside" ? " has-text" : ""}`}
      style={sizesOf(panes.sizes)}
    >
      <div className="page-head">
        <Part name="The header">
          <Header />
        </Part>
        {hasTabs && (
          <div className="file-row">
            <Part name="The row of files">
              <LateExtra load={loadFileTabs} given={{ isNarrow }} />
            </Part>
          </div>
        )}
      </div>
      <ReadingBar />
      <main className="page-main">
        {shows("left") && <Tabbed place="left" isNarrow={isNarrow} isApart={isApart} />}
        {shows("canvas") && yaml !== "alone" && (
          <div className="place is-canvas">
            <Part name="The canvas">
              <Canvas />
            </Part>
          </div>
        )}
        {yaml !== "tab" && (
          <Apart id="yaml" className={yaml === "beside" ? "is-text" : "is-canvas"}>
            {yaml === "beside" && <Splitter pane="text" />}
          </Apart>
        )}
        {shows("right") && <Tabbed place="right" isNarrow={isNarrow} isApart={isApart} />}
        {isWide && <SendApart />}
        {shows("bottom") && <Tabbed place="bottom" isNarrow={isNarrow} isApart={isApart} />}
      </main>
      {isNarrow && <NarrowNav />}
      <Part name="The menu">
        <LateExtra load={loadContextMenu} given={NOTHING} />
      </Part>
      <Part name="The dialog" onFault={designer.do.closeDialog}>
        {hasDialog && <Late load={loadDialogs} waiting="" onFault={designer.tools.dialogFault} />}
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

/** Where there is no room for both sides and the canvas, the one opened last stands there; with more room both do again. */
function useOneSide(designer: Designer, isCrowded: boolean): void {
  const tabs = useDesignerState((state) => state.tabs);
  const before = useRef(tabs);
  const folded = useRef<Partial<OpenTabs>>({});
  // Before the first picture.
  useLayoutEffect(() => {
    const next = isCrowded ? onOneSide(tabs, before.current) : { ...tabs, ...folded.current };
    if (isCrowded && next !== tabs) {
      folded.current = next.left === null ? { left: tabs.left } : { right: tabs.right };
    } else if (!isCrowded) {
      folded.current = {};
    }
    before.current = next;
    if (next.left !== tabs.left || next.right !== tabs.right) {
      designer.tools.set({ tabs: next });
    }
  }, [designer, tabs, isCrowded]);
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
          onClick={() => {
            // What is called Send is the form; answers come to the place by themselves.
            if (id === "bottom") {
              designer.do.setTab("send");
            } else {
              designer.do.setNarrowPlace(id);
            }
          }}
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

/** The sizes that were set, for the rules of the page; a narrow page has none of its own. */
function sizesOf(sizes: Readonly<Partial<Record<PaneId, number>>>): CSSProperties {
  return Object.fromEntries(Object.entries(sizes).map(([id, size]) => [`--${id}-size`, `${size}px`]));
}

function Splitter({ pane }: { pane: PaneId }) {
  return <LateExtra load={loadSplitter} given={{ pane }} />;
}

/** A panel that stands by itself. */
function Apart({ id, className, children }: { id: PanelId; className: string; children: ReactNode }) {
  const panel = LATE_PANELS.find((one) => one.id === id);
  return (
    panel && (
      <section className={`place ${className}`} aria-label={`${panel.label} panel`}>
        {children}
        <div className="place-body">
          <PanelPart panel={panel} />
        </div>
      </section>
    )
  );
}

/** Send below the details, which folds up to its name. */
function SendApart() {
  const designer = useDesigner();
  const isFolded = useDesignerState(({ panes }) => panes.foldsSend);
  const fold = (
    <IconButton
      label={isFolded ? "Show Send" : "Hide Send"}
      icon={FOLD_ICONS.bottom[isFolded ? "show" : "hide"]}
      onClick={() => designer.do.foldSend(!isFolded)}
    />
  );
  return isFolded ? (
    <section className="place is-send" aria-label="Send panel">
      <div className="place-head">
        <h2>Send</h2>
        {fold}
      </div>
    </section>
  ) : (
    <Apart id="send" className="is-send">
      <Splitter pane="send" />
      {fold}
    </Apart>
  );
}

/** The panels of a place as tabs, the open one below them. A folded place is its tabs alone, or at the side nothing. */
function Tabbed({
  place,
  isNarrow,
  isApart,
}: {
  place: TabPlace;
  isNarrow: boolean;
  isApart: (panel: LatePanel) => boolean;
}) {
  const designer = useDesigner();
  const chosen = useDesignerState(({ tabs }) => tabs[place]);
  const id = useId();
  const panels = LATE_PANELS.filter((one) => one.place === place && !isApart(one));
  const isFolded = chosen === null && !isNarrow;
  const panel = panels.find((one) => one.id === chosen) ?? panels.find((one) => one.id === MAIN_TABS[place]);
  const label = PLACES.find((one) => one.id === place)?.label ?? place;
  const Element = place === "bottom" ? "section" : "aside";
  return (
    panel && (
      <Element className={`place is-${place}`} aria-label={label}>
        {!isFolded && !isNarrow && <Splitter pane={place} />}
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
      <Late load={load} waiting="Loading…" onFault={designer.tools.partFault} />
    </Part>
  );
}
