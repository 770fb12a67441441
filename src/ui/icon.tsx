/** Line drawings on a 16 by 16 grid, drawn for this page. */
const PATHS = {
  executor:
    "M2.5 5.5a1.5 1.5 0 0 1 1.5-1.5h8a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5H4a1.5 1.5 0 0 1-1.5-1.5z",
  docker:
    "M2 9h12v1.5A3.5 3.5 0 0 1 10.5 14H6a4 4 0 0 1-4-4zM4 9V6.5h2.5V9M6.5 9V6.5H9V9M9 9V6.5h2.5V9M6.5 6.5V4H9v2.5",
  external: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zM2.5 8h11M8 2.5c3 3 3 8 0 11M8 2.5c-3 3-3 8 0 11",
  shards: "M2.5 3h8v5.5h-8zM5 11h8.5V5.5",
  replicas: "M2.5 4.5h7v7h-7zM6.5 2.5h7v7",
  hub: "M8 2.5 13 5.3v5.4L8 13.5 3 10.7V5.3zM3 5.3l5 2.9 5-2.9M8 8.2v5.3",
  joiner: "M2.5 4.5h3c2.5 0 2.5 3.5 5 3.5h3M2.5 11.5h3c2.5 0 2.5-3.5 5-3.5M11 5.5 13.5 8 11 10.5",
  preset: "M4 2.5h8v11l-4-3-4 3z",
  edit: "M3 13l.7-2.8L10.5 3.4l2.1 2.1-6.8 6.8z",
  undo: "M6 3.5 2.5 7 6 10.5M3 7h6.5a3.75 3.75 0 0 1 0 7.5H8",
  redo: "m10 3.5 3.5 3.5L10 10.5M13 7H6.5a3.75 3.75 0 0 0 0 7.5H8",
  close: "m4 4 8 8M12 4l-8 8",
  plus: "M8 3v10M3 8h10",
  left: "M10 3.5 5.5 8 10 12.5",
  right: "M6 3.5 10.5 8 6 12.5",
  up: "M3.5 10 8 5.5 12.5 10",
  down: "M3.5 6 8 10.5 12.5 6",
  reset: "M3.5 3.5v3h3M3.7 6.3A5 5 0 1 1 3 8.5",
  play: "M5 3.5v9l7-4.5z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  first: "M11.5 3.5 7 8l4.5 4.5M4.5 3.5v9",
  last: "M4.5 3.5 9 8l-4.5 4.5M11.5 3.5v9",
  theme: "M13 9.5A5.5 5.5 0 1 1 6.5 3 4.5 4.5 0 0 0 13 9.5z",
  "in-tab": "M2.5 3.5h11v9h-11zM10 3.5v9M10 6.5h3.5",
  beside: "M2.5 3.5h11v9h-11zM8 3.5v9",
  alone: "M2.5 3.5h11v9h-11zM5 6h6M5 8h6M5 10h4",
  legend: "M2 4h5M2 8h2M6 8h2M2 12h1M5 12h1M8 12h1M11 4h3M11 8h3M11 12h3",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9zM10.5 10.5l3 3",
} as const;

/** The names of the drawings. */
export type IconName = keyof typeof PATHS;

/** A drawing in the colour of the text around it. Screen readers pass over it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
