/** The page: which panel stands where, keys, dropped files, messages. */
import { useEffect, useId, useState } from "react";
import { Canvas } from "../canvas/canvas.tsx";
import { Log } from "../panels/log.tsx";
import { YamlTab } from "../panels/yaml-tab.tsx";
import { problemRows } from "../store/derived.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { isAhead } from "../store/reader.ts";
import type { BottomTab, NarrowPanel } from "../store/state.ts";
import { Late } from "../ui/late.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { Header } from "./header.tsx";
import { useDroppedFiles, useKeys } from "./input.ts";
import { LATE_PANELS } from "./late-panels.ts";
import { Part } from "./part.tsx";
import { ToastArea } from "./toast-area.tsx";

/** Below this width Send is a tab at the bottom, not a panel of its own. */
const WIDE = "(min-width: 1100px)";
/** Below this width one panel shows at a time. */
const NARROW = "(max-width: 760px)";

const NARROW_PANELS: readonly { id: NarrowPanel; label: string }[] = [
  { id: "add", label: "Add" },
  { id: "canvas", label: "Canvas" },
  { id: "edit", label: "Edit" },
  { id: "results", label: "Send" },
];

export function App() {
  const designer = useDesigner();
  const isWide = useMedia(WIDE);
  const isNarrow = useMedia(NARROW);
  const narrowPanel = useDesignerState((state) => state.narrowPanel);
  const announcement = useDesignerState((state) => state.announcement);
  const hasDialog = useDesignerState((state) => state.dialog !== null);
  useKeys(designer);
  const isFileOver = useDroppedFiles(designer);
  const shows = (panel: NarrowPanel) => !isNarrow || narrowPanel === panel;
  return (
    <div className={`page${isWide ? " is-wide" : ""}${isNarrow ? " is-narrow" : ""}`}>
      <Part name="The header">
        <Header />
      </Part>
      <ReadingBar />
      <main className="page-main">
        {shows("add") && <LeftSide />}
        {shows("canvas") && (
          <Part name="The canvas">
            <Canvas />
          </Part>
        )}
        {shows("edit") && <RightSide />}
        {shows("results") && <Bottom hasSend={!isWide} />}
        {isWide && (
          <section className="send-place" aria-label="Send panel">
            <Part name="The Send panel">
              <LatePanel id="send" />
            </Part>
          </section>
        )}
      </main>
      {isNarrow && <NarrowNav />}
      <Part name="The dialog" onFault={designer.do.closeDialog}>
        {hasDialog && <LatePanel id="dialogs" />}
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
  const current = useDesignerState((state) => state.narrowPanel);
  return (
    <nav className="narrow-nav" aria-label="Panels">
      {NARROW_PANELS.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          aria-current={current === id ? "page" : undefined}
          onClick={() => designer.do.setNarrowPanel(id)}
        >
          {label} {/* The list of problems is one of the tabs there. */}
          {id === "results" && <ProblemCount isNamed />}
        </button>
      ))}
    </nav>
  );
}

/** How many rows the Problems panel has, coloured by the worst; `isNamed` says of what, to screen readers. */
function ProblemCount({ isNamed = false }: { isNamed?: boolean }) {
  const problems = useDesignerState((state) => state.document.problems);
  const count = problemRows(problems).length;
  if (count === 0) {
    return null;
  }
  const isError = problems.some(({ severity }) => severity === "error");
  return (
    <span className={`count ${isError ? "is-error" : "is-warning"}`}>
      {count}
      {isNamed && <span className="visually-hidden"> {count === 1 ? "problem" : "problems"}</span>}
    </span>
  );
}

/** While a long text is read, the graph is older than it. */
function ReadingBar() {
  const isReading = useDesignerState(({ document }) => isAhead(document));
  return isReading && <div className="reading-bar" role="progressbar" aria-label="Reading the text" />;
}

function LeftSide() {
  const designer = useDesigner();
  const tab = useDesignerState((state) => state.leftTab);
  const id = useId();
  return (
    <aside className="side is-left" aria-label="Parts of the Flow">
      <Tabs
        label="Parts of the Flow"
        tabs={[
          { id: "palette", label: "Palette" },
          { id: "outline", label: "Outline" },
        ]}
        current={tab}
        panelId={id}
        onChange={designer.do.setLeftTab}
      />
      <div
        id={id}
        role="tabpanel"
        className="side-body"
        aria-label={tab === "palette" ? "Palette" : "Outline"}
      >
        <Part key={tab} name={tab === "palette" ? "The palette" : "The outline"}>
          {tab === "palette" ? <LatePanel id="palette" /> : <LatePanel id="outline" />}
        </Part>
      </div>
    </aside>
  );
}

function RightSide() {
  const designer = useDesigner();
  const tab = useDesignerState((state) => state.rightTab);
  const id = useId();
  return (
    <aside className="side is-right" aria-label="Details">
      <Tabs
        label="Details"
        tabs={[
          { id: "inspector", label: "Inspector" },
          { id: "yaml", label: "YAML" },
        ]}
        current={tab}
        panelId={id}
        onChange={designer.do.setRightTab}
      />
      <div
        id={id}
        role="tabpanel"
        className="side-body"
        aria-label={tab === "inspector" ? "Inspector" : "YAML"}
      >
        <Part key={tab} name={tab === "inspector" ? "The Inspector" : "The YAML tab"}>
          {tab === "inspector" ? <LatePanel id="inspector" /> : <YamlTab />}
        </Part>
      </div>
    </aside>
  );
}

const BOTTOM_LABELS: Record<BottomTab, string> = {
  send: "Send",
  problems: "Problems",
  responses: "Responses",
  profile: "Profile",
  plot: "Plot",
  log: "Log",
};

function Bottom({ hasSend }: { hasSend: boolean }) {
  const designer = useDesigner();
  const chosen = useDesignerState((state) => state.bottomTab);
  const hasSent = useDesignerState(({ run, unsent }) => run !== null || unsent !== null);
  const id = useId();
  const tab = chosen === "send" && !hasSend ? "responses" : chosen;
  const ids: BottomTab[] = [
    ...(hasSend ? (["send"] as const) : []),
    "problems",
    "responses",
    "profile",
    "plot",
    "log",
  ];
  return (
    <section className="bottom" aria-label="Results">
      <Tabs
        label="Results"
        tabs={ids.map((one) => ({
          id: one,
          label: BOTTOM_LABELS[one],
          extra: one === "problems" && <ProblemCount />,
        }))}
        current={tab}
        panelId={id}
        onChange={designer.do.setBottomTab}
      />
      <div id={id} role="tabpanel" className="bottom-body" aria-label={BOTTOM_LABELS[tab]}>
        <Part key={tab} name={`The tab ${BOTTOM_LABELS[tab]}`}>
          {tab === "send" && <LatePanel id="send" />}
          {tab === "problems" && <LatePanel id="problems" />}
          {tab === "responses" &&
            (hasSent ? (
              <LatePanel id="responses" />
            ) : (
              <p className="panel-empty">Press Send: the answers of the Flow appear here, whole.</p>
            ))}
          {tab === "profile" && <LatePanel id="profile" />}
          {tab === "plot" && <LatePanel id="plot" />}
          {tab === "log" && <Log />}
        </Part>
      </div>
    </section>
  );
}

function LatePanel({ id }: { id: keyof typeof LATE_PANELS }) {
  const designer = useDesigner();
  return <Late load={LATE_PANELS[id]} waiting="Loading…" onFault={designer.tools.lateFault} />;
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
