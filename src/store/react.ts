/** The one place where the store meets React. */
import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { Designer } from "./designer.ts";
import type { DesignerState } from "./state.ts";

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
