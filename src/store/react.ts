/** The one place where the store meets React. */
import { createContext, useContext, useEffect } from "react";
import { useStore } from "zustand";
import type { Designer } from "./designer.ts";
import type { OpenFile } from "./open-file.ts";
import type { DesignerState, PendingEvents } from "./state.ts";

const DesignerContext = createContext<Designer | null>(null);

/** Gives the designer to all components below it. */
export const DesignerProvider = DesignerContext.Provider;

/** The designer of the page. @throws Error outside of a `DesignerProvider` */
export function useDesigner(): Designer {
  const designer = useContext(DesignerContext);
  if (!designer) {
    throw new Error("no designer above this component");
  }
  return designer;
}

/** A part of the state; the component is drawn again when the part is another object. */
export function useDesignerState<Part>(select: (state: DesignerState) => Part): Part {
  return useStore(useDesigner().store, select);
}

/** The same for a part of the open file. */
export function useOpenFile<Part>(select: (file: OpenFile) => Part): Part {
  return useDesignerState(({ file }) => select(file));
}

/** Calls `handle` once for each event of a kind, after the state that it came with is drawn. */
export function usePendingEvent<Kind extends keyof PendingEvents>(
  kind: Kind,
  handle: (event: NonNullable<PendingEvents[Kind]>) => void,
): void {
  const designer = useDesigner();
  const isWaiting = useDesignerState((state) => state[kind] !== null);
  useEffect(() => {
    const event = isWaiting ? designer.take(kind) : null;
    if (event) {
      handle(event);
    }
  });
}
