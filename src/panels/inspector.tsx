/** What is selected, field by field; each field is a splice of the text. */
import { useLayoutEffect, useRef, useState } from "react";
import { GATEWAY } from "../model/flow.ts";
import { useOpenFile, usePendingEvent } from "../store/react.ts";
import { EdgePart } from "./edge-part.tsx";
import { ExecutorPart } from "./executor-part.tsx";
import { FlowPart } from "./flow-part.tsx";
import { GatewayPart } from "./gateway-part.tsx";
import "./inspector.css";
import { ManyPart } from "./many-part.tsx";
import { AllSettingsContext } from "./simulation-fields.tsx";

/** The tab Inspector. */
export default function Inspector() {
  const fileName = useOpenFile((file) => file.fileName);
  const selection = useOpenFile((file) => file.selection);
  const selectedEdges = useOpenFile((file) => file.selectedEdges);
  const picture = useOpenFile((file) => file.shown.picture);
  const nodes = [...selection].flatMap((name) => picture.byName.get(name) ?? []);
  const [only, ...others] = nodes;
  const [edge, ...otherEdges] = selectedEdges;
  const allSettings = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  // One that is renamed stays the same.
  const shown = JSON.stringify([
    fileName,
    nodes.map(({ entry, name }) => (entry < 0 ? name : entry)),
    selection.has(GATEWAY),
    selectedEdges,
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another thing is read from its beginning
  useLayoutEffect(() => void ref.current?.parentElement?.scrollTo(0, 0), [shown]);
  usePendingEvent("focusInspector", () => {
    const field = ref.current?.querySelector<HTMLElement>(":is(input, select, textarea):not(:disabled)");
    (field ?? ref.current?.querySelector("button"))?.focus();
  });
  return (
    // What is typed into a field belongs to one thing of one file.
    <div key={fileName} ref={ref} className="inspector">
      <AllSettingsContext value={allSettings}>
        {edge && otherEdges.length === 0 && selection.size === 0 ? (
          <EdgePart from={edge.from} to={edge.to} />
        ) : others.length > 0 ? (
          <ManyPart nodes={nodes} />
        ) : only ? (
          <ExecutorPart key={only.entry < 0 ? only.name : only.entry} node={only} />
        ) : selection.has(GATEWAY) ? (
          <GatewayPart />
        ) : (
          <FlowPart />
        )}
      </AllSettingsContext>
    </div>
  );
}
