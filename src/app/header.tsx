import { isSimulator } from "../model/run/address.ts";
import { isActive } from "../model/run/run.ts";
import { commandById, refusalOf, runCommand } from "../store/commands.ts";
import { lightOf } from "../store/derived.ts";
import { isFoundToAnswer } from "../store/known-gateway.ts";
import { isUnsaved } from "../store/open-file.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { addressOf, wayOf } from "../store/state.ts";
import { stopOffer } from "../store/stop-offer.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { Menu } from "../ui/menu.tsx";
import { MiddleCut } from "../ui/middle-cut.tsx";
import { showKeys } from "./keys.ts";
import { menuGroups } from "./menu-items.ts";

/** Characters of the file's name that has room; of a longer one those that stay at its end. */
const WHOLE_NAME = 24;
const NAME_END = 8;

/** The head of the page: the file's menu, undo and redo, search, where requests go, Download and Send. */
export function Header() {
  const designer = useDesigner();
  const run = useDesignerState((state) => state.run);
  const isRunning = isActive(run);
  const stop = isRunning && run ? stopOffer(run) : null;
  return (
    <header className="header">
      <svg className="logo" viewBox="0 0 22 22" aria-hidden="true">
        <circle cx="4" cy="11" r="2.6" />
        <circle cx="18" cy="5" r="2.6" />
        <circle cx="18" cy="17" r="2.6" />
        <path d="M6.4 10 15.6 6M6.4 12l9.2 4" />
      </svg>
      <h1>Flow Designer</h1>
      <FileMenu />
      <CommandIcon id="undo" icon="undo" />
      <CommandIcon id="redo" icon="redo" />
      <button type="button" className="search" onClick={() => designer.do.openDialog({ kind: "commands" })}>
        <Icon name="search" />
        <span>Find an executor or run a command</span>
        <kbd>{showKeys("Mod+K")}</kbd>
      </button>
      <ConnectionChip />
      <span className="header-theme">
        <CommandIcon id="theme" icon="theme" />
      </span>
      <span className="header-download">
        <Button onClick={() => runCommand(designer, commandById("download"))}>Download</Button>
      </span>
      <Button
        kind="primary"
        title={stop?.title ?? "Send request"}
        onClick={() => runCommand(designer, commandById(isRunning ? "stop" : "send"))}
      >
        {stop?.label ?? "Send"} {!isRunning && <kbd>{showKeys("Mod+Enter")}</kbd>}
      </Button>
    </header>
  );
}

function CommandIcon({ id, icon }: { id: string; icon: IconName }) {
  const designer = useDesigner();
  const command = commandById(id);
  const isRefused = useDesignerState((state) => refusalOf(command, state) !== null);
  const keys = command.keys?.[0];
  return (
    <IconButton
      icon={icon}
      label={command.label}
      title={keys ? `${command.label} (${showKeys(keys)})` : command.label}
      disabled={isRefused}
      onClick={() => runCommand(designer, command)}
    />
  );
}

/** What the light leads to, and what it says. */
const LIGHTS = {
  idle: ["test-connection", "Find out whether it answers"],
  ok: ["gateway", "It has answered: what it tells of itself"],
  error: ["test-connection", "It does not answer: find out why"],
} as const;

function ConnectionChip() {
  const designer = useDesigner();
  const address = useDesignerState((state) => state.address);
  const form = useDesignerState((state) => state.form);
  // What became of a run to another address says nothing about this one.
  const run = useDesignerState((state) => (state.origin?.address === addressOf(state) ? state.run : null));
  const fault = useDesignerState((state) => state.gatewayFault);
  const isFound = useDesignerState(isFoundToAnswer);
  const light = isFound ? "ok" : !run ? "idle" : fault ? "error" : lightOf(run);
  const [command, says] = LIGHTS[light];
  return (
    <span className={`chip is-${light}`}>
      <button
        type="button"
        className="chip-dot"
        title={says}
        aria-label={says}
        disabled={isSimulator(address)}
        onClick={() => runCommand(designer, commandById(command))}
      >
        <i className={`chip-light is-${light}`} />
      </button>
      <button
        type="button"
        className="chip-main"
        title="Where requests go; edit it in Send"
        onClick={designer.do.editAddress}
      >
        <span className="chip-text">{addressOf({ address, form }) || "no address"}</span>
        <span className="faint">
          {isSimulator(address) ? "simulated" : wayOf(form) === "direct" ? "direct" : "relayed"}
        </span>
      </button>
    </span>
  );
}

const OF_FILE = [
  { label: "Open", ids: ["new", "open", "import", "kept"] },
  { label: "Save", ids: ["save", "download"] },
  { label: "Versions", ids: ["save-version", "versions"] },
  { label: "Export and share", ids: ["export", "copy-file", "copy-mermaid", "copy-run", "share"] },
  { label: "Open files", ids: ["back", "forward", "close", "reopen"] },
] as const;

/** What can be done with the file. */
function FileMenu() {
  const designer = useDesigner();
  const fileName = useOpenFile((file) => file.fileName);
  const isChanged = useOpenFile(isUnsaved);
  const isUnkept = useDesignerState((state) => state.unkept !== null);
  const unkept = isUnkept ? ", not kept by the browser" : "";
  return (
    <Menu
      label={`File ${fileName}${isChanged ? `, unsaved changes${unkept}` : ""}`}
      groups={() => menuGroups(designer, OF_FILE)}
    >
      <MiddleCut className="file-name mono" text={fileName} whole={WHOLE_NAME} end={NAME_END} />
      {isChanged && <i className="unsaved" title={`Changed since it was opened or saved${unkept}`} />}
    </Menu>
  );
}
