/** Over the drawing while a simulated request is stepped through: the buttons, and what the last step was. */
import { type KeyboardEvent, useEffect, useRef } from "react";
import { counted, formatMs, grouped } from "../base/words.ts";
import { spokenPlace, spokenStep } from "../model/drawing/spoken-step.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { followingOf, isOutdated, nameOfRequest, STEP_PACES, steppingOf } from "../store/stepping.ts";
import { Badge } from "../ui/badge.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { pressedKey } from "../ui/pressed-key.ts";
import { Select } from "../ui/select.tsx";
import "./steps.css";

/** How far down the bar reaches over the drawing in this part of the page, in pixels; 0 where there is none. */
export function barHead(region: Element): number {
  const bar = region.querySelector(".step-bar")?.getBoundingClientRect();
  return bar ? bar.bottom - region.getBoundingClientRect().top : 0;
}

/** The bar; it takes the focus when a request begins, and gives it to the canvas in the end. */
export function StepBar() {
  const following = useDesignerState(followingOf);
  return following ? <FollowingBar steps={following.steps} /> : <Bar />;
}

/** What is shown while the steps are worked out, of which so many are known. */
function FollowingBar({ steps }: { steps: number }) {
  const designer = useDesigner();
  const ref = useRef<HTMLElement>(null);
  useEffect(() => ref.current?.querySelector("button")?.focus(), []);
  const cancel = () => {
    designer.do.stopFollowing();
    // Else the bar of the request before takes the focus.
    if (!steppingOf(designer.get())) {
      designer.tools.set({ focusCanvas: { isWanted: true } });
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (pressedKey(event) === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      cancel();
    }
  };
  return (
    <section ref={ref} className="step-bar" aria-label="Step through" onKeyDown={onKeyDown}>
      <p className="step-told">
        <Badge kind="accent">simulated</Badge> Working out the steps: {grouped(steps)} so far.
      </p>
      <Button isSmall onClick={cancel}>
        Cancel
      </Button>
    </section>
  );
}

function Bar() {
  const designer = useDesigner();
  const stepping = useDesignerState(steppingOf);
  const outdated = useDesignerState((state) => stepping !== null && isOutdated(stepping, state));
  const ref = useRef<HTMLElement>(null);
  const startedAtMs = stepping?.startedAtMs;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each request
  useEffect(() => ref.current?.querySelector<HTMLElement>("[data-next]")?.focus(), [startedAtMs]);
  if (!stepping) {
    return null;
  }
  const { steps, history, at, isPlaying, pace, isCut } = stepping;
  const step = steps[at - 1];
  const { do: act } = designer;
  const close = () => {
    act.endStepping();
    designer.tools.set({ focusCanvas: { isWanted: true } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLSelectElement) {
      return;
    }
    const go = {
      ArrowLeft: () => act.stepTo(at - 1),
      ArrowRight: () => act.stepTo(at + 1),
      Home: () => act.stepTo(1),
      End: () => act.stepTo(steps.length),
      Escape: close,
    }[pressedKey(event) ?? ""];
    if (go) {
      event.preventDefault();
      event.stopPropagation();
      go();
    }
  };
  return (
    <section ref={ref} className="step-bar" aria-label="Step through" onKeyDown={onKeyDown}>
      <div className="step-buttons">
        <IconButton
          label="To the first step"
          icon="first"
          disabled={at === 1}
          onClick={() => act.stepTo(1)}
        />
        <IconButton
          label="Previous step"
          icon="left"
          disabled={at === 1}
          onClick={() => act.stepTo(at - 1)}
        />
        <IconButton
          label={isPlaying ? "Pause" : "Play"}
          icon={isPlaying ? "pause" : "play"}
          onClick={() => act.playSteps(!isPlaying)}
        />
        <IconButton
          data-next=""
          label="Next step"
          icon="right"
          // Not disabled at the end: what has the focus would lose it.
          aria-disabled={at === steps.length}
          onClick={() => act.stepTo(at + 1)}
        />
        <IconButton
          label="To the last step"
          icon="last"
          aria-disabled={at === steps.length}
          onClick={() => act.stepTo(steps.length)}
        />
        <Select
          className="input is-small"
          aria-label="Steps a second"
          value={String(pace)}
          onTake={(value) => act.setStepPace(Number(value))}
        >
          {STEP_PACES.map((one) => (
            <option key={one} value={one}>
              {one} a second
            </option>
          ))}
        </Select>
        <IconButton label="End stepping" icon="close" onClick={close} />
      </div>
      {step && (
        <p className="step-told">
          <span className="step-count">
            <Badge kind="accent">simulated</Badge>{" "}
            {[
              nameOfRequest(stepping),
              spokenPlace(at, steps.length),
              formatMs(step.atMs),
              counted(history.after(at).messages, "message"),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
          {spokenStep(step)}
        </p>
      )}
      {outdated && (
        <p className="step-note">
          The Flow has changed since.{" "}
          <Button kind="link" onClick={() => void act.stepThrough(stepping.index)}>
            Step through again
          </Button>
        </p>
      )}
      {isCut && at === steps.length && <p className="step-note">There are more steps than are kept.</p>}
      {at === steps.length && (
        <Button kind="link" onClick={act.showSteppedAnswer}>
          Show the answer
        </Button>
      )}
    </section>
  );
}
