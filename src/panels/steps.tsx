/** The steps of a simulated request in words: one a row, those that have not happened yet paler. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import { formatMs, grouped, listed } from "../base/words.ts";
import { spokenPlace, spokenStep } from "../model/drawing/spoken-step.ts";
import { isSimulator } from "../model/run/address.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import {
  companyOf,
  followingOf,
  isOutdated,
  nameOfRequest,
  type Stepping,
  steppingOf,
} from "../store/stepping.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { pressedKey } from "../ui/pressed-key.ts";
import "./steps.css";

const ROW_PX = 26;
/** Rows that PageUp and PageDown go over. */
const PAGE = 10;
/** Executors that are named as waiting; of more, those that began last. */
const MOST_WAITING = 20;

/** The tab Steps. */
export default function Steps() {
  const designer = useDesigner();
  const stepping = useDesignerState(steppingOf);
  const following = useDesignerState(followingOf);
  const canStep = useDesignerState(({ address }) => isSimulator(address));
  if (following) {
    return (
      <p className="panel-empty">
        Working out the steps: {grouped(following.steps)} so far.{" "}
        <Button kind="link" onClick={designer.do.stopFollowing}>
          Cancel
        </Button>
      </p>
    );
  }
  if (stepping) {
    return <Walk stepping={stepping} />;
  }
  return (
    <p className="panel-empty">
      Follows one simulated request through the Flow: which shard and replica gets which document, where
      branches merge, what waits.{" "}
      {canStep ? (
        <Button kind="link" onClick={() => runCommand(designer, commandById("step-through"))}>
          Step through
        </Button>
      ) : (
        <>
          For that, the address in the Send panel has to be <span className="mono">simulator:</span>
        </>
      )}
    </p>
  );
}

function Walk({ stepping }: { stepping: Stepping }) {
  const designer = useDesigner();
  const { steps, history, at } = stepping;
  const isOld = useDesignerState((state) => isOutdated(stepping, state));
  const marks = history.after(at);
  const { count, names } = marks.waiting(MOST_WAITING);
  const waiting = names.map((name) => `${name} (${marks.executor(name)?.text})`);
  const others = count > names.length ? [`${grouped(count - names.length)} more`] : [];
  return (
    <div className="steps">
      <div className="run-head steps-head">
        <Badge kind="accent">simulated</Badge>
        {nameOfRequest(stepping) !== "" && <RequestChoice stepping={stepping} />}
        <span>{spokenPlace(at, steps.length)}</span>
        <span className="faint">
          {count === 0 ? "Nothing waits." : `Waiting: ${listed([...waiting, ...others], "and")}.`}
        </span>
        {isOld && <span className="faint">The Flow has changed since.</span>}
        {companyOf(stepping) !== "" && <span className="faint">{companyOf(stepping)}</span>}
        <Button isSmall onClick={designer.do.showSteppedAnswer}>
          Show the answer
        </Button>
        <Button isSmall onClick={designer.do.endStepping}>
          End stepping
        </Button>
      </div>
      <StepList stepping={stepping} />
    </div>
  );
}

/** Which of the requests is followed: by its number, another one is. */
function RequestChoice({ stepping: { index, count } }: { stepping: Stepping }) {
  const designer = useDesigner();
  return (
    <div className="steps-request">
      <Field
        label="Request"
        value={String(index + 1)}
        isNumber
        onCommit={(text) => {
          const number = Number(text);
          if (!Number.isInteger(number) || number < 1 || number > (count ?? number)) {
            return `Give a whole number ${count === null ? "from 1 on" : `from 1 to ${grouped(count)}`}, not "${text}".`;
          }
          void designer.do.stepThrough(number - 1);
          return null;
        }}
      />
      {count !== null && <span>of {grouped(count)}</span>}
    </div>
  );
}

/** A list of which one is chosen: the last step that has happened. Keys go through it. */
function StepList({ stepping: { steps, at } }: { stepping: Stepping }) {
  const designer = useDesigner();
  const ref = useRef<HTMLDivElement>(null);
  const id = useId();
  const virtual = useVirtualizer({
    count: steps.length,
    getScrollElement: () => ref.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  useEffect(() => virtual.scrollToIndex(at - 1), [virtual, at]);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = {
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      PageUp: at - PAGE,
      PageDown: at + PAGE,
      Home: 1,
      End: steps.length,
    }[pressedKey(event) ?? ""];
    if (to !== undefined) {
      event.preventDefault();
      designer.do.stepTo(to);
    }
  };
  return (
    <div
      ref={ref}
      className="step-list scroll"
      role="listbox"
      aria-label="Steps"
      aria-activedescendant={`${id}-${at}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const step = steps[index];
          return (
            step && (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
              <div
                key={index}
                id={`${id}-${index + 1}`}
                role="option"
                tabIndex={-1}
                aria-selected={index + 1 === at}
                aria-setsize={steps.length}
                aria-posinset={index + 1}
                className={`step-row${index + 1 > at ? " is-to-come" : ""}`}
                style={{ transform: `translateY(${start}px)`, height: ROW_PX }}
                title={spokenStep(step)}
                onClick={() => {
                  designer.do.stepTo(index + 1);
                  // The keys are the list's.
                  ref.current?.focus({ preventScroll: true });
                }}
              >
                <span className="step-time">{formatMs(step.atMs)}</span>
                <span className="step-text">{spokenStep(step)}</span>
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}
