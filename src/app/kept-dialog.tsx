import "./kept-dialog.css";
import { useCallback, useEffect, useState } from "react";
import { counted } from "../base/words.ts";
import { MOST_CLOSED } from "../store/forget-files.ts";
import type { KeptFile } from "../store/library.ts";
import { useDesigner } from "../store/react.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useFirstRows } from "../ui/first-rows.tsx";
import { MiddleCut } from "../ui/middle-cut.tsx";
import { formatTime } from "./format-time.ts";

/** Characters of a name that has room; of a longer one those that stay at its end. */
const WHOLE_NAME = 30;
const NAME_END = 8;

/** The list of all that the browser keeps: opened again, or removed for good. */
export function KeptDialog() {
  const designer = useDesigner();
  const [files, setFiles] = useState<readonly KeptFile[] | null | "coming">("coming");
  const [wanted, setWanted] = useState("");
  const [removing, setRemoving] = useState<string | null>(null);
  const list = useCallback(async () => {
    // With what was changed a moment ago.
    await designer.do.keep();
    setFiles(await designer.do.listKept());
  }, [designer]);
  useEffect(() => void list(), [list]);
  const found =
    files === "coming" || files === null
      ? []
      : files.filter(({ fileName }) => fileName.toLowerCase().includes(wanted.trim().toLowerCase()));
  const { shown, more } = useFirstRows(found);
  return (
    <Dialog label="Kept files" title="Kept files" onClose={designer.do.closeDialog}>
      <input
        className="input choice-search"
        spellCheck={false}
        autoComplete="off"
        aria-label="Find a kept file"
        placeholder="Find a kept file"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      <p className="choice-hint">
        Files stay in this browser, also closed ones, until they are removed or its data is cleared. Of more
        than {MOST_CLOSED} closed files the oldest go by themselves, but none that has a saved version.
      </p>
      <ul className="kept-rows">
        {shown.map(({ id, fileName, editedMs, length, isOpen }) => (
          <li key={id}>
            <span className="kept-name">
              <MiddleCut text={fileName} whole={WHOLE_NAME} end={NAME_END} isSpoken />
              {isOpen && <small className="muted"> open</small>}
            </span>
            <small className="muted">
              {editedMs > 0 && `${formatTime(editedMs)}, `}
              {counted(length, "character")}
            </small>
            {removing === id ? (
              <Button
                isSmall
                autoFocus
                onBlur={() => setRemoving(null)}
                onClick={async () => {
                  await designer.do.removeKept(id);
                  await list();
                }}
              >
                Remove for good
              </Button>
            ) : (
              <>
                <Button
                  isSmall
                  aria-label={`${isOpen ? "Show" : "Open"} ${fileName}`}
                  onClick={() => {
                    designer.do.closeDialog();
                    void designer.do.openKept(id);
                  }}
                >
                  {isOpen ? "Show" : "Open"}
                </Button>
                <IconButton
                  icon="close"
                  label={`Remove ${fileName}`}
                  title={isOpen ? "It is open: close it first." : "Remove it for good"}
                  disabled={isOpen}
                  onClick={() => setRemoving(id)}
                />
              </>
            )}
          </li>
        ))}
      </ul>
      {more}
      {found.length === 0 && (
        <p className="choice-hint" role="status">
          {files === "coming"
            ? "Asking the browser…"
            : files === null
              ? "The browser does not say what it keeps."
              : "No kept file is called that."}
        </p>
      )}
    </Dialog>
  );
}
