/** What executors, the gateway's two ends and missing names look like on the canvas. */
import { Handle, type NodeProps } from "@xyflow/react";
import { memo } from "react";
import { formatMs, formatShare } from "../base/words.ts";
import { shownBadges } from "../model/drawing/badges.ts";
import { GATEWAY } from "../model/flow.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { Badge } from "../ui/badge.tsx";
import { Icon } from "../ui/icon.tsx";
import { KindIcon } from "../ui/kind-icon.tsx";
import { MiddleCut } from "../ui/middle-cut.tsx";
import { type CardNode, type GateNode, type GhostNode, SIDES } from "./library-elements.ts";

/** Characters that a card has room for: of a name in its largest size, and of what it uses. */
const WHOLE_NAME = 7;
const WHOLE_USES = 18;

const Card = memo(function Card(props: NodeProps<CardNode>) {
  return props.data.isPlain ? <PlainCard {...props} /> : <WholeCard {...props} />;
}, looksSame);

/** Where a card stands, which a drag changes in each frame, is nothing that it shows. */
function looksSame(before: NodeProps<CardNode>, now: NodeProps<CardNode>): boolean {
  return (
    before.data === now.data && before.selected === now.selected && before.isConnectable === now.isConnectable
  );
}

function WholeCard({ data, selected, isConnectable }: NodeProps<CardNode>) {
  const { direction, name, kind, uses, wholeUses, badges, problems, time, isStacked, isPinned, isMissed } =
    data;
  const designer = useDesigner();
  const isTarget = useDesignerState(({ target }) => target.hits.has(name));
  const sides = SIDES[direction];
  const { shown, rest } = shownBadges(badges);
  // Reached by Tab from the executor that is selected, so that a Flow is not full of stops.
  const tabIndex = selected ? 0 : -1;
  const openDetails = () => designer.tools.set({ details: { name } });
  return (
    <div
      className={`card${selected ? " is-selected" : ""}${isStacked ? " is-stacked" : ""}${time?.failed ? " is-failed" : ""}`}
    >
      <Handle type="target" position={sides.target} isConnectable={isConnectable} />
      {problems && (
        <button
          type="button"
          className={`card-problems badge is-${problems.kind}`}
          title={problems.title}
          aria-label={`${problems.text} of ${name}`}
          tabIndex={tabIndex}
          onClick={() => designer.do.showProblems(name)}
        >
          {problems.text}
        </button>
      )}
      {isTarget && (
        <span className="card-target badge is-accent" title="The target executor of the Send panel hits it">
          target
        </span>
      )}
      {isPinned && (
        <span className="card-pin" title="Pinned: it stays here when the others are tidied up">
          <KindIcon kind="pin" />
        </span>
      )}
      <div className="card-head">
        <MiddleCut className="card-name" text={name} whole={WHOLE_NAME} />
        <MiddleCut className="card-uses" text={uses} whole={WHOLE_USES} title={wholeUses}>
          <KindIcon kind={kind} />
        </MiddleCut>
      </div>
      {badges.length > 0 && (
        <div className="card-badges">
          {shown.map(({ text, kind: look, title }) =>
            look === "accent" ? (
              <button
                key={text}
                type="button"
                className="badge is-accent"
                title={title}
                aria-label={`${text} of ${name}: unfold`}
                aria-haspopup="dialog"
                tabIndex={tabIndex}
                onClick={openDetails}
              >
                {text}
              </button>
            ) : (
              <Badge key={text} kind={look} title={title}>
                {text}
              </Badge>
            ),
          )}
          {rest.length > 0 && (
            <button
              type="button"
              className="badge is-plain"
              title={rest.join(", ")}
              aria-label={`${rest.length} more of ${name}: ${rest.join(", ")}`}
              aria-haspopup="dialog"
              tabIndex={tabIndex}
              onClick={openDetails}
            >
              +{rest.length}
            </button>
          )}
        </div>
      )}
      {isMissed && (
        <div className="card-time" title="It is drawn, and no answer of it came">
          <span className="card-failed">did not answer</span>
        </div>
      )}
      {time && !isMissed && (
        <div className="card-time">
          {time.failed && <span className="card-failed">failed</span>}
          {time.durationMs === null ? (
            <span>no end time</span>
          ) : (
            <>
              <button
                type="button"
                title="Of the shown answer; unfolds to p50, p95 and p99 of all answers of the run"
                aria-label={`${formatMs(time.durationMs)} of ${name}: unfold`}
                aria-haspopup="dialog"
                tabIndex={tabIndex}
                onClick={openDetails}
              >
                {formatMs(time.durationMs)}
              </button>
              <span className="card-bar">
                <i style={{ width: `${Math.min(100, (time.share ?? 0) * 100)}%` }} />
              </span>
              {time.share !== null && <span>{formatShare(time.share)}</span>}
            </>
          )}
        </div>
      )}
      <Handle type="source" position={sides.source} isConnectable={isConnectable} />
      {isConnectable && <AddButton name={name} />}
    </div>
  );
}

/** Where there are so many in view that more could not be read. */
function PlainCard({ data, selected }: NodeProps<CardNode>) {
  const { name, uses, problems } = data;
  return (
    <div
      className={`card is-plain${selected ? " is-selected" : ""}${problems ? ` is-${problems.kind}` : ""}`}
    >
      <span className="card-name" title={name}>
        {name}
      </span>
      <span className="card-uses">{uses}</span>
    </div>
  );
}

/** Adds behind an executor, or behind the gateway; by keyboard a command does. */
function AddButton({ name }: { name: string }) {
  const designer = useDesigner();
  return (
    <button
      type="button"
      className="card-add"
      aria-label={`Add behind ${name}`}
      title={`Add behind ${name}`}
      tabIndex={-1}
      onClick={() => designer.do.openDialog({ kind: "follow", from: name, corner: null })}
    >
      <Icon name="plus" />
    </button>
  );
}

const Gate = memo(function Gate({ type, data, selected, isConnectable }: NodeProps<GateNode>) {
  const isStart = type === "start";
  const sides = SIDES[data.direction];
  return (
    <div className={`gate${selected ? " is-selected" : ""}`} title={data.title || undefined}>
      {!isStart && <Handle type="target" position={sides.target} isConnectableStart={false} />}
      <b>gateway</b>
      {data.detail.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may say the same
        <small key={index}>{line}</small>
      ))}
      {isStart && <Handle type="source" position={sides.source} isConnectableEnd={false} />}
      {isStart && isConnectable && <AddButton name={GATEWAY} />}
    </div>
  );
});

const Ghost = memo(function Ghost({ data }: NodeProps<GhostNode>) {
  return (
    <div className="card is-ghost">
      <div className="card-head">
        <MiddleCut className="card-name" text={data.name} whole={WHOLE_NAME} />
        <span className="card-uses">not in this Flow</span>
      </div>
      <Handle type="source" position={SIDES[data.direction].source} isConnectable={false} />
    </div>
  );
});

/** The nodes by type, as React Flow takes them. */
export const NODE_TYPES = { card: Card, start: Gate, end: Gate, ghost: Ghost };
