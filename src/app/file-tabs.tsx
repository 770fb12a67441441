import { allFiles } from "../store/file-row.ts";
import { isUnsaved } from "../store/open-file.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { IconButton } from "../ui/button.tsx";
import { Select } from "../ui/select.tsx";

/** The open files, each with its tab; on a narrow page a list to choose from. */
export default function FileTabs({ isNarrow }: { isNarrow: boolean }) {
  const designer = useDesigner();
  const shown = useDesignerState(({ file }) => file.id);
  // What is shown of them, as a text: a key that is pressed draws them again only where that has changed.
  const rows = useDesignerState((state) =>
    JSON.stringify(
      allFiles(state).map((file): Row => ({ id: file.id, name: file.fileName, isChanged: isUnsaved(file) })),
    ),
  );
  const files: Row[] = JSON.parse(rows);
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
    <nav className="file-tabs" aria-label="Open files">
      {files.map(({ id, name, isChanged }) => (
        <div key={id} className={`file-tab${id === shown ? " is-shown" : ""}`}>
          <button
            type="button"
            aria-current={id === shown}
            title={name}
            onClick={() => designer.do.showFile(id)}
            onAuxClick={({ button }) => button === 1 && designer.do.closeFile(id)}
          >
            <span className="file-name">{name}</span>
            {isChanged && (
              <i
                className="unsaved"
                role="img"
                aria-label="unsaved changes"
                title="Changed since it was opened or saved"
              />
            )}
          </button>
          <IconButton icon="close" label={`Close ${name}`} onClick={() => designer.do.closeFile(id)} />
        </div>
      ))}
    </nav>
  );
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly isChanged: boolean;
}
