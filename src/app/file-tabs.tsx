import { useLayoutEffect, useRef } from "react";
import { counted } from "../base/words.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { allFiles } from "../store/file-row.ts";
import { isUnsaved } from "../store/open-file.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { IconButton } from "../ui/button.tsx";
import { MiddleCut } from "../ui/middle-cut.tsx";
import { Select } from "../ui/select.tsx";

/** Tabs that are drawn, around the one that is shown; the others stand in the list of kept files. */
const MOST_TABS = 30;
/** Characters of a name that has room on its tab; of a longer one those that stay at its end. */
const WHOLE_NAME = 24;
const NAME_END = 8;

/** The open files, each with its tab; on a narrow page a list to choose from. */
export default function FileTabs({ isNarrow }: { isNarrow: boolean }) {
  const designer = useDesigner();
  const shown = useDesignerState(({ file }) => file.id);
  // What is shown of them, as a text: a key that is pressed draws them again only where that has changed.
  const row = useDesignerState((state): string => {
    const all = allFiles(state);
    const most = isNarrow ? all.length : MOST_TABS;
    const first = Math.max(0, Math.min(state.filesBefore.length - most / 2, all.length - most));
    const files = all
      .slice(first, first + most)
      .map((file): Tab => ({ id: file.id, name: file.fileName, isChanged: isUnsaved(file) }));
    return JSON.stringify({ files, before: first, after: all.length - first - files.length } satisfies Row);
  });
  const { files, before, after }: Row = JSON.parse(row);
  const ref = useRef<HTMLElement>(null);
  /** The button that is pressed goes with its tab: the focus stays in the row, or goes to the canvas with the row itself. */
  const close = (id: string) => {
    if (id !== shown) {
      if (files.length > 2) {
        ref.current?.querySelector<HTMLElement>("[aria-current=true]")?.focus();
      } else {
        designer.tools.set({ focusCanvas: { isWanted: true } });
      }
    }
    designer.do.closeFile(id);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is shown, or it stands elsewhere
  useLayoutEffect(() => {
    ref.current
      ?.querySelector("[aria-current=true]")
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [shown, row]);
  if (isNarrow) {
    const current = files.find(({ id }) => id === shown);
    return (
      <nav className="file-tabs" aria-label="Open files">
        <Select className="input" aria-label="Shown file" value={shown} onTake={designer.do.showFile}>
          {files.map(({ id, name, isChanged }) => (
            <option key={id} value={id}>
              {isChanged ? `${name} (unsaved)` : name}
            </option>
          ))}
        </Select>
        <IconButton
          icon="close"
          label={`Close ${current?.name}`}
          onClick={() => designer.do.closeFile(shown)}
        />
      </nav>
    );
  }
  return (
    <nav ref={ref} className="file-tabs" aria-label="Open files">
      <MoreFiles count={before} />
      {files.map(({ id, name, isChanged }) => (
        <div key={id} className={`file-tab${id === shown ? " is-shown" : ""}`}>
          <button
            type="button"
            aria-current={id === shown}
            title={name}
            onClick={() => designer.do.showFile(id)}
            onAuxClick={({ button }) => button === 1 && designer.do.closeFile(id)}
          >
            <MiddleCut className="file-name" text={name} whole={WHOLE_NAME} end={NAME_END} isSpoken />
            {isChanged && (
              <i
                className="unsaved"
                role="img"
                aria-label="unsaved changes"
                title="Changed since it was opened or saved"
              />
            )}
          </button>
          <IconButton icon="close" label={`Close ${name}`} onClick={() => close(id)} />
        </div>
      ))}
      <MoreFiles count={after} />
    </nav>
  );
}

interface Tab {
  readonly id: string;
  readonly name: string;
  readonly isChanged: boolean;
}

interface Row {
  readonly files: readonly Tab[];
  /** Open files without a tab on either side. */
  readonly before: number;
  readonly after: number;
}

/** Leads to the list in which they all stand. */
function MoreFiles({ count }: { count: number }) {
  const designer = useDesigner();
  return (
    count > 0 && (
      <button type="button" className="file-more" onClick={() => runCommand(designer, commandById("kept"))}>
        {counted(count, "more file")}
      </button>
    )
  );
}
