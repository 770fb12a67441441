import { type ComponentProps, useRef, useState } from "react";
import { pressedKey } from "./pressed-key.ts";

/**
 * A list to choose from. Keys change a closed one from choice to choice, on the way to the one that is meant: that is
 * taken by Enter or when the list is left, and given up by Escape. A click takes what it chooses; where `isLive`, as it
 * changes nothing but what is seen, each key does.
 */
export function Select({
  value,
  onTake,
  isLive = false,
  ...props
}: Omit<ComponentProps<"select">, "value" | "onChange" | "onKeyDown" | "onPointerDown" | "onBlur"> & {
  value: string;
  onTake: (value: string) => void;
  isLive?: boolean;
}) {
  const [held, setHeld] = useState<string | null>(null);
  const isByKeys = useRef(false);
  const take = (chosen: string | null) => {
    setHeld(null);
    if (chosen !== null && chosen !== value) {
      onTake(chosen);
    }
  };
  return (
    <select
      {...props}
      value={held ?? value}
      onPointerDown={() => {
        isByKeys.current = false;
      }}
      onKeyDown={(event) => {
        const key = pressedKey(event);
        // In an opened list Enter chooses, which is told after it.
        isByKeys.current = key !== "Enter" && !isLive;
        if (held !== null && (key === "Enter" || key === "Escape")) {
          event.preventDefault();
          event.stopPropagation();
          take(key === "Enter" ? held : null);
        }
      }}
      onChange={({ target }) => (isByKeys.current ? setHeld(target.value) : take(target.value))}
      onBlur={() => take(held)}
    />
  );
}
