import { createContext, useContext } from "react";
import type { ArgumentPlace } from "../store/drafts.ts";
import { useDesigner } from "../store/react.ts";

/** Told of an argument, by its key, before it is changed: its field is to stay where it is. */
export const StayContext = createContext<(key: string) => void>(() => {});

/** What fields do to arguments; each gives the reason if it is refused. */
export function useArgumentActions() {
  const { do: act } = useDesigner();
  const stay = useContext(StayContext);
  const staying =
    <Rest extends readonly unknown[]>(change: (place: ArgumentPlace, ...rest: Rest) => string | null) =>
    (place: ArgumentPlace, ...rest: Rest) => {
      stay(String(place.way[0]));
      return change(place, ...rest);
    };
  return {
    set: staying(act.setArgument),
    addItem: staying(act.addItem),
    moveItem: staying(act.moveItem),
    renameKey: staying(act.renameKey),
    setDraft: act.setDraft,
  };
}

/** A place in the value at another one. */
export function placeIn(
  { owners, way }: ArgumentPlace,
  ...further: readonly (string | number)[]
): ArgumentPlace {
  return { owners, way: [...way, ...further] };
}
