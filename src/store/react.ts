/** The one place where the store meets React. */
import { createContext, useContext, useEffect } from "react";
import { useStore } from "zustand";
import type { Designer } from "./designer.ts";
import type { OpenFile } from "./open-file.ts";
import type { DesignerState, Wishes } from "./state.ts";

const DesignerContext = createContext<Designer | null>(null);

export const DesignerProvider = DesignerContext.Provider;

export function useDesigner(): Designer {
  const designer = useContext(DesignerContext);
  if (!designer) {
    throw new Error("no designer above this component");
  }
  return designer;
}

/** A part of the state; the component draws anew when the part is another object. */
export function useDesignerState<Part>(select: (state: DesignerState) => Part): Part {
  return useStore(useDesigner().store, select);
}

/** A part of the open file, likewise. */
export function useOpenFile<Part>(select: (file: OpenFile) => Part): Part {
  return useDesignerState(({ file }) => select(file));
}

/** Takes the wishes of a kind and serves each once, when the state that it came with is drawn. */
export function useWish<Kind extends keyof Wishes>(
  kind: Kind,
  serve: (wish: NonNullable<Wishes[Kind]>) => void,
): void {
  const designer = useDesigner();
  const isWaiting = useDesignerState((state) => state[kind] !== null);
  useEffect(() => {
    const wish = isWaiting ? designer.take(kind) : null;
    if (wish) {
      serve(wish);
    }
  });
}
