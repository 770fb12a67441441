import { useState } from "react";
import { IconButton } from "../ui/button.tsx";
import "./legend.css";

const KINDS = [
  { kind: "written", label: "written", title: "Written in the needs of the executor" },
  { kind: "implicit", label: "by order", title: "Not written: it follows from the order of the file" },
  { kind: "end", label: "answer", title: "What the gateway answers with, which is never written" },
] as const;

/** What the three kinds of lines mean; folds up into a button. `isOpen`: whether it begins so. */
export function Legend({ isOpen }: { isOpen: boolean }) {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const shows = chosen ?? isOpen;
  return (
    <section className="legend" aria-label="Legend">
      {shows && (
        <ul>
          {KINDS.map(({ kind, label, title }) => (
            <li key={kind} title={title}>
              <svg viewBox="0 0 24 8" aria-hidden="true" className={`legend-line is-${kind}`}>
                <path d="M1 4h22" />
              </svg>
              {label}
            </li>
          ))}
        </ul>
      )}
      <IconButton
        label={shows ? "Hide the legend" : "Show the legend"}
        aria-expanded={shows}
        icon={shows ? "left" : "legend"}
        onClick={() => setChosen(!shows)}
      />
    </section>
  );
}
