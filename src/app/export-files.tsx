import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { ListedFile } from "../store/export-thread.ts";
import { pressedKey } from "../ui/pressed-key.ts";

const ROW_HEIGHT = 26;
/** From so many files on they can be looked for. */
const MANY = 12;

/** A row of the tree: a folder, or a file by its index among all. */
type Row = { readonly folder: string } | { readonly file: number; readonly path: string };

/** The files of an export, below their folders; one is chosen. */
export function ExportFiles({
  files,
  file,
  onFile,
}: {
  files: readonly ListedFile[];
  /** Index of the chosen one. */
  file: number;
  onFile: (path: string) => void;
}) {
  const [search, setSearch] = useState("");
  const rows = useMemo(() => rowsOf(files, search.trim().toLowerCase()), [files, search]);
  const scrolled = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrolled.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const current = rows.findIndex((row) => "file" in row && row.file === file);
  useEffect(() => {
    if (current >= 0) {
      virtual.scrollToIndex(current);
    }
  }, [current, virtual]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[pressedKey(event) ?? ""];
    const next = step && fileFrom(rows, step(current, rows.length));
    if (next) {
      event.preventDefault();
      onFile(next);
    }
  };
  return (
    <div className="export-files">
      {files.length >= MANY && (
        <input
          className="input"
          type="search"
          aria-label="Find a file"
          placeholder="Find a file"
          spellCheck={false}
          autoComplete="off"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      )}
      <div
        ref={scrolled}
        className="export-tree"
        role="listbox"
        aria-label="Files"
        aria-activedescendant={current >= 0 ? `export-file-${current}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div style={{ height: virtual.getTotalSize(), position: "relative" }} role="presentation">
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            const style = { transform: `translateY(${start}px)` };
            if (!row || "folder" in row) {
              return (
                <div key={index} role="presentation" className="export-folder mono" style={style}>
                  {row?.folder}/
                </div>
              );
            }
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys for its options
              // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, as a listbox does
              <div
                key={index}
                id={`export-file-${index}`}
                role="option"
                aria-selected={row.file === file}
                aria-label={row.path}
                title={row.path}
                className="export-file mono"
                style={style}
                onClick={() => onFile(row.path)}
              >
                {row.path.slice(row.path.lastIndexOf("/") + 1)}
              </div>
            );
          })}
        </div>
      </div>
      {rows.length === 0 && <p className="panel-empty">No file is called that.</p>}
    </div>
  );
}

/** By key: the row to begin at, and the way on from it where that is a folder. */
const STEPS: Readonly<
  Record<string, (current: number, count: number) => { readonly at: number; readonly by: 1 | -1 }>
> = {
  ArrowDown: (current) => ({ at: current + 1, by: 1 }),
  ArrowUp: (current) => ({ at: current - 1, by: -1 }),
  Home: () => ({ at: 0, by: 1 }),
  End: (_, count) => ({ at: count - 1, by: -1 }),
};

/** The path of the first file from a row on. */
function fileFrom(rows: readonly Row[], { at, by }: { at: number; by: 1 | -1 }): string | undefined {
  const row = rows[at];
  return row && "folder" in row ? fileFrom(rows, { at: at + by, by }) : row?.path;
}

/** The files whose paths have a text in them, each folder above its own. */
function rowsOf(files: readonly ListedFile[], search: string): readonly Row[] {
  const rows: Row[] = [];
  let last = "";
  for (const [file, { path }] of files.entries()) {
    if (path !== null && (search === "" || path.toLowerCase().includes(search))) {
      const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
      if (folder !== last) {
        rows.push({ folder });
        last = folder;
      }
      rows.push({ file, path });
    }
  }
  return rows;
}
