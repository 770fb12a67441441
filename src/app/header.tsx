import { useEffect, useRef, useState } from "react";
import { type Command, commandById, labelOf, refusalOf, runCommand } from "../store/commands.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { isActive } from "../store/run-actions.ts";
import { isUnsaved } from "../store/state.ts";
import { Icon, type IconName } from "../ui/icon.tsx";
import { pressedKey } from "../ui/pressed-key.ts";
import { showKeys } from "./keys.ts";

export function Header() {
  const designer = useDesigner();
  const fileName = useDesignerState((state) => state.fileName);
  const unsaved = useDesignerState(isUnsaved);
  const isRunning = useDesignerState((state) => isActive(state.run));
  return (
    <header className="header">
      <svg className="logo" viewBox="0 0 22 22" aria-hidden="true">
        <circle cx="4" cy="11" r="2.6" />
        <circle cx="18" cy="5" r="2.6" />
        <circle cx="18" cy="17" r="2.6" />
        <path d="M6.4 10 15.6 6M6.4 12l9.2 4" />
      </svg>
      <h1>Flow Designer</h1>
      <Menu
        label={fileName}
        accessibleName={`File ${fileName}${unsaved ? ", unsaved changes" : ""}`}
        isUnsaved={unsaved}
        commands={["new", "open", "back", "forth", "download", "copy-yaml", "copy-mermaid", "copy-run"]}
      />
      <CommandIcon id="undo" icon="undo" />
      <CommandIcon id="redo" icon="redo" />
      <button type="button" className="search" onClick={() => designer.do.openDialog({ kind: "commands" })}>
        <Icon name="search" />
        <span>Find an executor or run a command</span>
        <kbd>{showKeys("Mod+K")}</kbd>
      </button>
      <ConnectionChip />
      <CommandIcon id="theme" icon="theme" />
      <button
        type="button"
        className="button header-download"
        title={showKeys("Mod+S")}
        onClick={() => runCommand(designer, commandById("download"))}
      >
        Download
      </button>
      <button
        type="button"
        className="button is-primary"
        title={isRunning ? "Stop the run" : "Send request"}
        onClick={() => runCommand(designer, commandById(isRunning ? "stop" : "send"))}
      >
        {isRunning ? "Stop" : "Send"} {!isRunning && <kbd>{showKeys("Mod+Enter")}</kbd>}
      </button>
    </header>
  );
}

function CommandIcon({ id, icon }: { id: string; icon: IconName }) {
  const designer = useDesigner();
  const command = commandById(id);
  const isRefused = useDesignerState((state) => refusalOf(command, state) !== null);
  const keys = command.keys?.[0];
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={command.label}
      title={keys ? `${command.label} (${showKeys(keys)})` : command.label}
      disabled={isRefused}
      onClick={() => runCommand(designer, command)}
    >
      <Icon name={icon} />
    </button>
  );
}

function ConnectionChip() {
  const designer = useDesigner();
  const address = useDesignerState((state) => state.address);
  // What became of a run to another address says nothing about this one.
  const run = useDesignerState((state) => (state.runAddress === state.address ? state.run : null));
  const isSimulated = address.trim().startsWith("simulator");
  const answered = run?.exchanges.some(({ reply }) => reply !== null) ?? false;
  const state =
    run?.error || (run && run.state === "failed" && !answered) ? "error" : answered ? "ok" : "idle";
  return (
    <button
      type="button"
      className="chip"
      title="Where requests go; edit it in Send"
      onClick={() => {
        designer.do.setTab("send");
        designer.do.setNarrowPlace("bottom");
        requestAnimationFrame(() => document.querySelector<HTMLInputElement>(".send input")?.focus());
      }}
    >
      <i className={`chip-light is-${state}`} />
      <span className="chip-text">{address || "no address"}</span>
      <span className="faint">{isSimulated ? "simulated" : "relayed"}</span>
    </button>
  );
}

function Menu(props: {
  label: string;
  accessibleName: string;
  isUnsaved: boolean;
  commands: readonly string[];
}) {
  const { label, accessibleName, isUnsaved: dirty, commands } = props;
  const [isOpen, setOpen] = useState(false);
  const rootRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) {
      return;
    }
    rootRef.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const onDown = (event: Event) => {
      if (!rootRef.current?.contains(event.target as Node)) {
        setOpen(false);
      }
    };
    addEventListener("pointerdown", onDown);
    return () => removeEventListener("pointerdown", onDown);
  }, [isOpen]);
  return (
    <div ref={rootRef} className="menu">
      <button
        type="button"
        className="file"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={accessibleName}
        onClick={() => setOpen(!isOpen)}
      >
        <span className="mono">{label}</span>
        {dirty && <i className="unsaved" title="Changed since it was opened or downloaded" />}
      </button>
      {isOpen && (
        <div
          className="menu-list"
          role="menu"
          tabIndex={-1}
          onKeyDown={(event) => {
            const key = pressedKey(event);
            const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]")];
            const at = items.indexOf(document.activeElement as HTMLElement);
            if (key === "Escape") {
              event.stopPropagation();
              setOpen(false);
              rootRef.current?.querySelector("button")?.focus();
            } else if (key === "ArrowDown" || key === "ArrowUp") {
              event.preventDefault();
              items[(at + (key === "ArrowDown" ? 1 : items.length - 1)) % items.length]?.focus();
            }
          }}
        >
          {commands.map((id) => (
            <MenuItem key={id} command={commandById(id)} onRun={() => setOpen(false)} />
          ))}
        </div>
      )}
    </div>
  );
}

/** One that cannot run now is there to be found, with the reason, but does nothing. */
function MenuItem({ command, onRun }: { command: Command; onRun: () => void }) {
  const designer = useDesigner();
  const label = useDesignerState((state) => labelOf(command, state));
  const refused = useDesignerState((state) => refusalOf(command, state));
  return (
    <button
      type="button"
      role="menuitem"
      aria-disabled={refused !== null}
      title={refused ?? undefined}
      onClick={() => {
        if (refused === null) {
          onRun();
          runCommand(designer, command);
        }
      }}
    >
      <span>{label}</span>
      {command.keys?.[0] && <kbd>{showKeys(command.keys[0])}</kbd>}
    </button>
  );
}
