/** The dialogs: command palette, find, shortcuts, connect, rename; kept files and versions have their own files. */
import { type ComponentProps, Fragment, useCallback, useMemo, useState } from "react";
import type { Point } from "../model/drawing/geometry.ts";
import { needBetween, refuserOf, saysSources } from "../model/edit/edit.ts";
import { runsLabel } from "../model/engine/executor-kind.ts";
import { GATEWAY } from "../model/flow.ts";
import type { Need } from "../model/flow-edit.ts";
import { madeBehind, type PaletteItem, typedItem } from "../panels/palette-items.ts";
import { usePalette } from "../panels/use-palette.ts";
import type { Command } from "../store/command.ts";
import { COMMANDS, labelOf, refusalOf, runCommand } from "../store/commands.ts";
import { problemsByName } from "../store/derived.ts";
import { FILTERS, isFound, parseSearch, unknownFilter } from "../store/find-executors.ts";
import { loadLate } from "../store/late.ts";
import { onlySelected } from "../store/open-file.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { type Choice, ChoiceList } from "../ui/choice-list.tsx";
import { Dialog, DialogActions, InDialogs } from "../ui/dialog.tsx";
import { Late } from "../ui/late.tsx";
import { COMMAND_WORDS } from "./command-words.ts";
import { flowAddress } from "./flow-address.ts";
import { GESTURES } from "./gestures.ts";
import { KeptDialog } from "./kept-dialog.tsx";
import { showKeys } from "./keys.ts";
import { PANEL_COMMANDS } from "./panel-commands.ts";
import { ToastArea } from "./toast-area.tsx";
import { VersionsDialog } from "./versions-dialog.tsx";
import { WholeText } from "./whole-text.tsx";

/** Dialogs that come when they are opened, by their kinds. */
const LATE = {
  "export-answers": () => loadLate("What exports answers", () => import("./answers-dialog.tsx")),
  export: () => loadLate("What exports", () => import("./export-dialog.tsx")),
  code: () => loadLate("What writes code", () => import("./code-dialog.tsx")),
  graphql: () => loadLate("What speaks GraphQL", () => import("./graphql-dialog.tsx")),
  "from-code": () => loadLate("What reads code", () => import("./from-code-dialog.tsx")),
  import: () => loadLate("What reads other forms", () => import("./import-dialog.tsx")),
  share: () => loadLate("What makes links", () => import("./share-dialog.tsx")),
  requests: () => loadLate("What keeps requests", () => import("./requests-dialog.tsx")),
  gateway: () => loadLate("What tells about gateways", () => import("./gateway-dialog.tsx")),
  connection: () => loadLate("What tests connections", () => import("./connection-dialog.tsx")),
};

/** All that there are, in the order in which they are listed. */
const ALL_COMMANDS = [...COMMANDS, ...PANEL_COMMANDS];

type Choices = ComponentProps<typeof ChoiceList>;

/** The dialog that is open, if there is one, with the messages that come while it is. */
export default function Dialogs() {
  return (
    <InDialogs value={<DialogToast />}>
      <OpenDialog />
    </InDialogs>
  );
}

/** What is told while a dialog is open; what was told before it stays where it is. */
function DialogToast() {
  const toast = useDesignerState((state) => state.toast);
  const [before] = useState(toast);
  return toast === before ? null : <ToastArea />;
}

function OpenDialog() {
  const designer = useDesigner();
  const { dialogFault } = designer.tools;
  const dialog = useDesignerState((state) => state.dialog);
  if (!dialog) {
    return null;
  }
  switch (dialog.kind) {
    case "commands":
      return <CommandPalette />;
    case "find":
      return <FindDialog />;
    case "shortcuts":
      return <Shortcuts />;
    case "connect":
      return <ConnectDialog side="from" fixed={dialog.from} />;
    case "need":
      return <ConnectDialog side="to" fixed={dialog.to} />;
    case "follow":
      return <AddDialog from={dialog.from} corner={dialog.corner} />;
    case "add":
      return <AddDialog from={null} corner={null} />;
    case "rename":
      return (
        <RenameDialog
          name={dialog.name}
          rename={(name, to) => designer.do.edit({ kind: "rename", name, to })}
        />
      );
    case "rename-preset":
      return <RenameDialog name={dialog.name} rename={designer.do.renamePreset} />;
    case "copy":
      return <CopyDialog text={dialog.text} what={dialog.what} />;
    case "broken-link":
      return <BrokenLinkDialog link={dialog.link} why={dialog.why} />;
    case "kept":
      return <KeptDialog />;
    case "save-version":
      return <SaveVersionDialog />;
    case "versions":
      return <VersionsDialog />;
    default:
      return <Late load={LATE[dialog.kind]} waiting="" onFault={dialogFault} />;
  }
}

function CommandPalette() {
  const designer = useDesigner();
  const nodes = useOpenFile((file) => file.shown.picture.nodes);
  const choices = useMemo((): Choice[] => {
    const state = designer.get();
    const ofCommand = (command: Command): Choice => ({
      key: command.id,
      text: labelOf(command, state),
      also: COMMAND_WORDS[command.id],
      detail: command.keys?.map(showKeys).join(", ") ?? "",
      refused: refusalOf(command, state),
      run: () => runCommand(designer, command),
    });
    return [
      ...ALL_COMMANDS.filter(({ id }) => id !== "commands").map(ofCommand),
      ...nodes.map((node) => ({
        key: `executor ${node.name}`,
        text: node.name,
        detail: runsLabel(node),
        refused: null,
        run: () => designer.do.find(node.name, true),
      })),
    ];
  }, [designer, nodes]);
  return (
    <Dialog label="Command palette" onClose={designer.do.closeDialog}>
      <ChoiceList
        label="Command or executor"
        placeholder="Find an executor or run a command"
        choices={choices}
        empty="No command and no executor is called that."
        onChosen={designer.do.closeDialog}
      />
    </Dialog>
  );
}

/** Finds executors by words, and by what they are. */
function FindDialog() {
  const designer = useDesigner();
  const { picture, problems } = useOpenFile((file) => file.shown);
  const choices = useMemo(
    () =>
      picture.nodes.map(
        (node): Choice => ({
          key: node.name,
          text: node.name,
          detail: runsLabel(node),
          refused: null,
          run: (adds) => designer.do.find(node.name, true, adds),
        }),
      ),
    [designer, picture],
  );
  const find = useCallback(
    (all: readonly Choice[], wanted: string) => {
      const search = parseSearch(wanted);
      const invalid = problemsByName(problems);
      // Those that are called so come before those that use what is called so.
      const rank = ({ text }: Choice) => {
        const name = text.toLowerCase();
        return name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(wanted) ? 2 : 3;
      };
      return all
        .filter(({ key }) => {
          const node = picture.byName.get(key);
          return node && isFound(node, invalid.has(key), search);
        })
        .sort((a, b) => rank(a) - rank(b));
    },
    [picture, problems],
  );
  return (
    <Dialog label="Find executor" onClose={designer.do.closeDialog}>
      <ChoiceList
        label="Executor"
        placeholder="Find an executor"
        choices={choices}
        find={find}
        hint={searchHint}
        empty="No executor is like that."
        onChosen={designer.do.closeDialog}
      />
    </Dialog>
  );
}

const FIND_HELP = `Words of a name or class. Filters: ${FILTERS.map((filter) => `is:${filter}`).join(", ")} and uses:text.`;

function searchHint(wanted: string) {
  const unknown = unknownFilter(parseSearch(wanted));
  return (
    <>
      {unknown !== null && <b>There is no is:{unknown}. </b>}
      {FIND_HELP} Shift and Enter add to what is selected.
    </>
  );
}

/** Chooses the other end of a new need; those that cannot be come last, with the reason. */
function ConnectDialog({ side, fixed }: { side: keyof Need; fixed: string }) {
  const designer = useDesigner();
  const picture = useOpenFile((file) => file.shown.picture);
  const choices = useMemo(() => {
    const refuse = refuserOf(picture, side, fixed);
    const names = [...(side === "to" ? [GATEWAY] : []), ...picture.nodes.map(({ name }) => name)];
    return names
      .filter((name) => name !== fixed)
      .map((name): Choice => {
        const node = picture.byName.get(name);
        return {
          key: name,
          text: name,
          detail: node ? runsLabel(node) : "where requests come in",
          refused: refuse(name),
          run: () => designer.do.edit({ kind: "connect", ...needBetween(side, fixed, name) }),
        };
      })
      .sort((a, b) => Number(a.refused !== null) - Number(b.refused !== null));
  }, [picture, side, fixed, designer]);
  const title = side === "from" ? `Connect ${fixed} to` : `Add a need of ${fixed}`;
  return <ChoiceDialog title={title} label="Executor" choices={choices} empty="There is no such executor." />;
}

/** Chooses what is added: behind an executor or the gateway, or for null where the palette adds. */
function AddDialog({ from, corner }: { from: string | null; corner: Point | null }) {
  const designer = useDesigner();
  const built = useOpenFile((file) => file.shown.built);
  const selected = useOpenFile(onlySelected);
  const behind = from ?? selected;
  const groups = usePalette();
  const choiceOf = useCallback(
    (item: PaletteItem): Choice => {
      const made = from === null ? item.made : madeBehind(item, from, built);
      return {
        key: `${item.title} ${item.detail}`,
        text: item.title,
        detail: item.detail,
        refused: "refused" in made ? made.refused : null,
        run: () => {
          if ("args" in made) {
            const need = from === null || saysSources(made.args) ? undefined : { from, to: GATEWAY };
            designer.do.addExecutor(made.args, corner ?? undefined, need);
          } else if ("text" in made) {
            designer.do.paste(made.text, false, corner ?? undefined, behind ?? undefined);
          }
        },
      };
    },
    [designer, built, from, behind, corner],
  );
  const choices = useMemo(() => groups.flatMap(({ items }) => items.map(choiceOf)), [groups, choiceOf]);
  const typed = useCallback(
    (text: string) => {
      const item = typedItem(text);
      return item && choiceOf(item);
    },
    [choiceOf],
  );
  const title = behind === null ? "Add" : `Add behind ${behind}`;
  return (
    <ChoiceDialog
      title={title}
      label="What to add, or its class, image or YAML file"
      choices={choices}
      typed={typed}
      empty="Nothing here is called that."
    />
  );
}

/** Chooses one of several ends of the sentence that the title begins. */
function ChoiceDialog({
  title,
  ...list
}: { title: string } & Pick<Choices, "label" | "choices" | "typed" | "empty">) {
  const { closeDialog } = useDesigner().do;
  return (
    <Dialog label={title} title={`${title}…`} onClose={closeDialog}>
      <ChoiceList {...list} placeholder={list.label} onChosen={closeDialog} />
    </Dialog>
  );
}

/** `rename` gives the reason if the name cannot be. */
function RenameDialog({
  name,
  rename,
}: {
  name: string;
  rename: (name: string, to: string) => string | null;
}) {
  return (
    <NameDialog
      title={`Rename ${name}`}
      label={`New name of ${name}`}
      action="Rename"
      first={name}
      take={(to) => (to === name ? null : rename(name, to.trim()))}
    />
  );
}

/** A text that the browser did not let the page copy, selected to be copied by keys or by the browser's own menu. */
function CopyDialog({ text, what }: { text: string; what: string }) {
  const { closeDialog } = useDesigner().do;
  return (
    <Dialog label={`Copy ${what}`} title={`Copy ${what}`} onClose={closeDialog}>
      <WholeText
        label={`The browser did not let this page copy it. It is selected here: press ${showKeys("Mod+C")}, or copy it by the browser's menu.`}
        text={text}
        className="copy-text"
        autoFocus
      />
      <DialogActions>
        <Button onClick={closeDialog}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}

/** A link that was opened and cannot be read: it is gone from the address, and is to be had here. */
function BrokenLinkDialog({ link, why }: { link: string; why: string }) {
  const { closeDialog, copy } = useDesigner().do;
  return (
    <Dialog label="Link not opened" title="Link not opened" onClose={closeDialog}>
      <p role="alert">{why}</p>
      <p className="field-hint">
        Nothing was changed. The address of the page holds the link no more, so that a reload does not try it
        again; here it is as it was opened.
      </p>
      <WholeText label="Link" text={flowAddress(link)} className="copy-text" />
      <DialogActions>
        <Button onClick={() => void copy(flowAddress(link), "the link")}>Copy link</Button>
        <Button kind="primary" onClick={closeDialog}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function SaveVersionDialog() {
  const designer = useDesigner();
  return (
    <NameDialog
      title="Save version"
      label={`Name of this version of ${designer.get().file.fileName}`}
      action="Save version"
      first=""
      take={(name) => {
        if (name.trim() === "") {
          return "Give it a name by which you will know it again.";
        }
        void designer.do.saveVersion(name.trim());
        return null;
      }}
    />
  );
}

/** Asks for a name. `take` gives why it cannot be that one; null closes the dialog. */
function NameDialog(props: {
  title: string;
  label: string;
  action: string;
  first: string;
  take: (name: string) => string | null;
}) {
  const { title, label, action, first, take } = props;
  const { closeDialog } = useDesigner().do;
  const [value, setValue] = useState(first);
  const [error, setError] = useState<string | null>(null);
  return (
    <Dialog label={title} onClose={closeDialog}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          const refused = take(value);
          if (refused === null) {
            closeDialog();
          } else {
            setError(refused);
          }
        }}
      >
        <label className="field">
          <span className="field-label">{label}</span>
          <input
            className="input"
            autoFocus
            spellCheck={false}
            autoComplete="off"
            value={value}
            aria-invalid={error !== null}
            onFocus={(event) => event.target.select()}
            onChange={(event) => setValue(event.target.value)}
          />
        </label>
        {error && (
          <p className="field-error" role="alert">
            {error}
          </p>
        )}
        <DialogActions>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button kind="primary" type="submit">
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function CommandRows({ commands }: { commands: readonly Command[] }) {
  return commands.map(({ id, label, keys, where }) => (
    <div key={id}>
      <dt>
        {label}
        {where === "canvas" && <span className="faint"> on the canvas</span>}
      </dt>
      <dd>
        {keys?.map((key) => (
          <kbd key={key}>{showKeys(key)}</kbd>
        ))}
      </dd>
    </div>
  ));
}

/** Every command, those with keys first, and every gesture, searchable. */
function Shortcuts() {
  const designer = useDesigner();
  const singleKeys = useDesignerState((state) => state.singleKeys);
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const isFound = (texts: readonly string[], keys: readonly string[] = []) =>
    [...texts, ...keys, ...keys.map(showKeys)].some((text) => text.toLowerCase().includes(wanted));
  const commands = ALL_COMMANDS.filter(({ label, keys }) => isFound([label], keys));
  const gestures = GESTURES.filter(({ label, keys, how }) => isFound([label, how], keys));
  return (
    <Dialog label="Keyboard shortcuts" title="Keyboard shortcuts" onClose={designer.do.closeDialog}>
      <input
        className="input choice-search"
        aria-label="Search commands"
        spellCheck={false}
        autoComplete="off"
        placeholder="Search commands, keys and gestures"
        autoFocus
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <dl className="shortcuts" tabIndex={0}>
        <CommandRows commands={commands.filter(({ keys }) => keys)} />
        {gestures.map(({ label, keys, how, isByKeys }) => (
          <div key={label}>
            <dt>
              {label}
              <span className="faint">{isByKeys ? " on the canvas" : " by mouse or finger"}</span>
            </dt>
            <dd>
              {keys.map((key, at) => (
                <Fragment key={key}>
                  {at > 0 && "or "}
                  <kbd>{showKeys(key)}</kbd>
                </Fragment>
              ))}
              <span className="shortcuts-how">{how}</span>
            </dd>
          </div>
        ))}
        <CommandRows commands={commands.filter(({ keys }) => !keys)} />
      </dl>
      {commands.length + gestures.length === 0 && (
        <p className="panel-empty">No command and no gesture is called that.</p>
      )}
      <p className="faint">Find executor takes: {FIND_HELP}</p>
      <label className="shortcuts-single">
        <input
          type="checkbox"
          checked={singleKeys}
          onChange={(event) => designer.do.setSingleKeys(event.target.checked)}
        />
        Single keys, such as N and C, work on the canvas
      </label>
      <DialogActions>
        <Button onClick={designer.do.closeDialog}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}
