import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import type { ShownExport } from "./use-export.ts";

const LINE_HEIGHT = 18;
/** Lines that are asked for at a time. */
const BLOCK = 200;

/** The text of a file of an export: of a long one the lines in view, which the exporting thread is asked for. */
export function ExportText({
  ask,
  of,
  file,
  lines,
  label,
}: {
  ask: ShownExport["ask"];
  /** Another object means another text. */
  of: object;
  file: number;
  lines: number;
  label: string;
}) {
  const scrolled = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines,
    getScrollElement: () => scrolled.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const text = useLines(ask, of, file, Math.floor(first / BLOCK), Math.floor(last / BLOCK));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled has to be reached by keys
    <section ref={scrolled} className="export-text mono" tabIndex={0} aria-label={label}>
      <div style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <div key={index} style={{ transform: `translateY(${start}px)` }}>
            {text(index)}
          </div>
        ))}
      </div>
    </section>
  );
}

interface Blocks {
  readonly of: object;
  readonly file: number;
  readonly byNumber: ReadonlyMap<number, readonly string[]>;
}

/** Gives the lines of some blocks of a file, as far as they have come. */
function useLines(
  ask: ShownExport["ask"],
  of: object,
  file: number,
  first: number,
  last: number,
): (line: number) => string | undefined {
  const [blocks, setBlocks] = useState<Blocks>({ of, file, byNumber: new Map() });
  const known = blocks.of === of && blocks.file === file ? blocks.byNumber : null;
  const asked = useRef({ of, file, numbers: new Set<number>() });
  useEffect(() => {
    if (asked.current.of !== of || asked.current.file !== file) {
      asked.current = { of, file, numbers: new Set() };
    }
    const { numbers } = asked.current;
    for (let number = first; number <= last; number++) {
      if (!numbers.has(number)) {
        numbers.add(number);
        const from = number * BLOCK;
        void ask("showing an export", (thread) => thread.lines(file, from, from + BLOCK)).then((lines) => {
          if (lines) {
            setBlocks((before) => ({
              of,
              file,
              byNumber: new Map([
                ...(before.of === of && before.file === file ? before.byNumber : []),
                [number, lines],
              ]),
            }));
          }
        });
      }
    }
  }, [ask, of, file, first, last]);
  return (line) => known?.get(Math.floor(line / BLOCK))?.[line % BLOCK];
}
