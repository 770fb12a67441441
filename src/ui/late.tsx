import { type ComponentType, type ReactNode, useEffect, useState } from "react";
import { whenIdle } from "../base/when-idle.ts";
import { FaultNote } from "./fault-note.tsx";

type Load = () => Promise<{ readonly default: ComponentType }>;

/** What a person waits for may wait this long for what can be seen at once. */
const PATIENCE_MS = 500;

/** What has come, by how it is loaded. */
const loaded = new WeakMap<Load, ComponentType>();

/** Fetches ahead of its being shown. What does not come is asked for again, and told of, when it is shown. */
export function preloadLate(load: Load): void {
  load().then(
    (module) => loaded.set(load, module.default),
    () => {},
  );
}

/** A part of the page whose code comes when it is first shown; what does not come can be asked for again. */
export function Late({
  load,
  waiting,
  onFault,
}: {
  /** The same function each time. */
  load: Load;
  waiting: ReactNode;
  /** Gives what stands in its place then, a sentence. */
  onFault: (cause: unknown) => string;
}) {
  const [fault, setFault] = useState("");
  const [Part, setPart] = useState(() => loaded.get(load));
  useEffect(() => {
    if (fault) {
      return;
    }
    let isCurrent = true;
    // What can be seen at once comes first.
    const cancel = whenIdle(() => {
      load().then(
        (module) => {
          loaded.set(load, module.default);
          if (isCurrent) {
            setPart(() => module.default);
          }
        },
        (cause) => {
          if (isCurrent) {
            setFault(onFault(cause));
          }
        },
      );
    }, PATIENCE_MS);
    return () => {
      isCurrent = false;
      cancel();
    };
  }, [load, fault, onFault]);
  if (Part) {
    return <Part />;
  }
  return fault ? (
    <FaultNote onRetry={() => setFault("")}>{fault}</FaultNote>
  ) : (
    <p className="panel-empty">{waiting}</p>
  );
}

/** A small addition whose code comes late: until then, and where it does not come, nothing stands there. */
export function LateExtra<Given extends object>({
  load,
  given,
}: {
  /** The same function each time. */
  load: () => Promise<{ readonly default: ComponentType<Given> }>;
  given: Given;
}) {
  const [Extra, setExtra] = useState<ComponentType<Given> | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const cancel = whenIdle(() => {
      load().then(
        (module) => isCurrent && setExtra(() => module.default),
        () => {},
      );
    }, PATIENCE_MS);
    return () => {
      isCurrent = false;
      cancel();
    };
  }, [load]);
  return Extra && <Extra {...given} />;
}
