/**
 * All that a card has to tell, beside it: each badge with what it means, the times of its executor over all answers of the
 * shown run, and the processes that it becomes.
 */
import { useStore } from "@xyflow/react";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import { counted, formatMs, grouped } from "../base/words.ts";
import { badgesOf } from "../model/drawing/badges.ts";
import type { BuiltNode } from "../model/engine/built-flow.ts";
import { podsOf } from "../model/engine/pods.ts";
import { isActive, type Run } from "../model/run/run.ts";
import { spreadsOfRun } from "../model/run/spread.ts";
import { shownOrigin, shownRun } from "../store/derived.ts";
import { useDesignerState, useOpenFile, usePendingEvent } from "../store/react.ts";
import { Badge } from "../ui/badge.tsx";
import { IconButton } from "../ui/button.tsx";
import { pressedKey } from "../ui/pressed-key.ts";
import { useWithBreaks } from "../ui/use-with-breaks.ts";
import "./card-details.css";
import { type DrawnNode, nodeId, type Projection } from "../model/drawing/project-flow.ts";

/** Shards, and replicas of each, that are shown by name. */
const MOST_SHARDS = 24;
const MOST_REPLICAS = 12;
/** From the card, and from the rim of the window, in pixels. */
const GAP = 6;
const RIM = 8;

/** Opens beside the card for which it is asked, and closes by a click elsewhere, by Escape, or with the card. */
export function CardDetails({ projection }: { projection: Projection }) {
  const [name, setName] = useState<string | null>(null);
  usePendingEvent("details", ({ name: asked }) => setName(asked));
  const card = name === null ? undefined : projection.nodes.find(({ id }) => id === nodeId(name));
  const node = useOpenFile((file) => file.shown.picture.byName.get(name ?? ""));
  return node && card && <Details key={node.name} node={node} card={card} onClose={() => setName(null)} />;
}

function Details({ node, card, onClose }: { node: BuiltNode; card: DrawnNode; onClose: () => void }) {
  const ref = useRef<HTMLDivElement>(null);
  const style = usePlaceBeside(card);
  useEffect(() => {
    const panel = ref.current;
    const before = document.activeElement;
    panel?.showPopover();
    panel?.focus();
    return () => {
      if (panel?.contains(document.activeElement) && before instanceof HTMLElement) {
        before.focus({ preventScroll: true });
      }
    };
  }, []);
  useEffect(() => {
    const panel = ref.current;
    // The browser closes it for a click elsewhere.
    const onToggle = (event: ToggleEvent) => event.newState === "closed" && onClose();
    panel?.addEventListener("toggle", onToggle);
    return () => panel?.removeEventListener("toggle", onToggle);
  }, [onClose]);
  const badges = badgesOf(node);
  return (
    <div
      ref={ref}
      className="card-details"
      popover="auto"
      role="dialog"
      aria-label={`Details of ${node.name}`}
      tabIndex={-1}
      style={style}
      onKeyDown={(event) => {
        if (pressedKey(event.nativeEvent) === "Escape") {
          event.preventDefault();
          event.stopPropagation();
          onClose();
        }
      }}
    >
      <div className="card-details-head">
        <h2 dir="auto">{node.name}</h2>
        <IconButton label="Fold up" icon="close" onClick={onClose} />
      </div>
      {badges.length > 0 && (
        <dl className="card-details-badges">
          {badges.map(({ text, kind, title }) => (
            <div key={text}>
              <dt>
                <Badge kind={kind}>{text}</Badge>
              </dt>
              <dd>{title}</dd>
            </div>
          ))}
        </dl>
      )}
      <Times name={node.name} />
      <Processes node={node} />
    </div>
  );
}

/** How long the executor took over all answers of the shown run; nothing while that goes on, or if it is of another file. */
function Times({ name }: { name: string }) {
  const run = useDesignerState((state) => {
    const shown = shownRun(state);
    return isActive(shown) || shownOrigin(state)?.fileId !== state.file.id ? null : shown;
  });
  return run && <RunTimes run={run} name={name} />;
}

function RunTimes({ run, name }: { run: Run; name: string }) {
  const spread = useWithBreaks(spreadsOfRun, run)?.executors.get(name);
  return spread ? (
    <p className="card-details-text">
      {counted(spread.count, "answer")} of the shown run: p50 {formatMs(spread.p50Ms)}, p95{" "}
      {formatMs(spread.p95Ms)}, p99 {formatMs(spread.p99Ms)}
      {run.simulated && ", simulated"}.
    </p>
  ) : null;
}

/** The head, and each shard with its replicas, as the engine starts and names them. */
function Processes({ node }: { node: BuiltNode }) {
  const { deployment, external } = node;
  if (external) {
    return <p className="card-details-text">It runs elsewhere: Jina starts no process for it.</p>;
  }
  const { head, before, after, shards, moreShards } = podsOf(deployment, MOST_SHARDS, MOST_REPLICAS);
  const around = [head, before, after].filter((one) => one !== null);
  return (
    <>
      <p className="card-details-text">
        Jina starts {counted(deployment.pods, "process", "processes")} for it:
      </p>
      <ul className="card-pods" aria-label="Processes">
        {around.map((one) => (
          <li key={one} className="card-pod is-head">
            {one}
          </li>
        ))}
        {shards.map(({ name, replicas, moreReplicas }) => (
          <li key={name} className={name === null ? "card-shard" : "card-shard is-named"}>
            {name !== null && <span>{name}</span>}
            {replicas.map((one) => (
              <span key={one} className="card-pod" title={one}>
                {name === null ? one : one.slice(name.length + 1)}
              </span>
            ))}
            {moreReplicas > 0 && <span>and {grouped(moreReplicas)} more</span>}
          </li>
        ))}
        {moreShards > 0 && <li>and {counted(moreShards, "more shard")}</li>}
      </ul>
    </>
  );
}

/** Below the card, or above it where there is more room, in the window's pixels; it goes along with the drawing. */
function usePlaceBeside({ position, width, height }: DrawnNode): CSSProperties {
  const [x, y, zoom] = useStore((state) => state.transform);
  const box = useStore((state) => state.domNode)?.getBoundingClientRect();
  const left = (box?.left ?? 0) + x + position.x * zoom;
  const top = (box?.top ?? 0) + y + position.y * zoom;
  const bottom = top + height * zoom;
  const isBelow = innerHeight - bottom >= top;
  const across = Math.max(RIM, left + (width * zoom) / 2);
  return {
    left: `clamp(${RIM}px, ${Math.round(across)}px - 150px, 100vw - 300px - ${RIM}px)`,
    ...(isBelow
      ? { top: Math.max(RIM, bottom + GAP), maxHeight: Math.max(160, innerHeight - bottom - GAP - RIM) }
      : {
          bottom: Math.max(RIM, innerHeight - top + GAP),
          maxHeight: Math.max(160, top - GAP - RIM),
        }),
  };
}
