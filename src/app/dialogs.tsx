/** The dialogs: command palette, shortcuts, connect, rename. */
import { type KeyboardEvent, useMemo, useState } from "react";
import { refuseConnection } from "../model/edit/edit.ts";
import { leadingTo, reachedFrom } from "../model/engine/graph-walk.ts";
import { usesLabel } from "../model/engine/uses-source.ts";
import { GATEWAY } from "../model/flow.ts";
import { COMMANDS, type Command, labelOf, refusalOf, runCommand } from "../store/commands.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { Dialog } from "../ui/dialog.tsx";
import { pressedKey } from "../ui/pressed-key.ts";
import { showKeys } from "./keys.ts";

export default function Dialogs() {
  const dialog = useDesignerState((state) => state.dialog);
  switch (dialog?.kind) {
    case "commands":
      return <CommandPalette />;
    case "shortcuts":
      return <Shortcuts />;
    case "connect":
      return <ConnectDialog from={dialog.from} to={null} />;
    case "need":
      return <ConnectDialog from={null} to={dialog.to} />;
    case "rename":
      return <RenameDialog name={dialog.name} />;
    default:
      return null;
  }
}

interface Choice {
  readonly key: string;
  readonly text: string;
  readonly detail: string;
  readonly refused: string | null;
  run(): void;
}

/** What is looked for first where it begins the text, then where it begins a word, then anywhere. */
function rank(choices: readonly Choice[], wanted: string): Choice[] {
  const order = (text: string) => {
    const at = text.toLowerCase().indexOf(wanted);
    return at <= 0 ? at : /[\s_]/.test(text[at - 1]!) ? 1 : 2;
  };
  return choices
    .map((choice) => ({ choice, order: order(choice.text) }))
    .filter((one) => one.order >= 0)
    .sort((a, b) => a.order - b.order)
    .map(({ choice }) => choice);
}

/** Rows of a list of choices that are made; typing narrows it down. */
const MAX_CHOICES = 60;

function ChoiceList({
  label,
  placeholder,
  choices,
  empty,
}: {
  label: string;
  placeholder: string;
  choices: readonly Choice[];
  empty: string;
}) {
  const designer = useDesigner();
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const wanted = search.trim().toLowerCase();
  const found = useMemo(() => rank(choices, wanted).slice(0, MAX_CHOICES), [choices, wanted]);
  const current = Math.min(at, found.length - 1);
  const choose = (choice: Choice | undefined) => {
    if (choice && choice.refused === null) {
      designer.do.closeDialog();
      choice.run();
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const key = pressedKey(event);
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      const step = key === "ArrowDown" ? 1 : found.length - 1;
      setAt((current + step) % Math.max(1, found.length));
    } else if (key === "Enter") {
      event.preventDefault();
      choose(found[current]);
    }
  };
  return (
    <>
      <input
        className="input choice-search"
        placeholder={placeholder}
        aria-label={label}
        role="combobox"
        aria-expanded="true"
        aria-controls="choices"
        aria-activedescendant={found[current] ? `choice-${current}` : undefined}
        // biome-ignore lint/a11y/noAutofocus: the dialog is opened to type here
        autoFocus
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="choices" role="listbox" aria-label={label} className="choices">
        {found.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the field above has the focus, as a combobox does
          <div
            key={choice.key}
            id={`choice-${index}`}
            role="option"
            aria-selected={index === current}
            aria-disabled={choice.refused !== null}
            title={choice.refused ?? undefined}
            className="choice"
            onClick={() => choose(choice)}
          >
            <span>{choice.text}</span>
            <span className="faint">{choice.refused ?? choice.detail}</span>
          </div>
        ))}
        {found.length === 0 && <p className="panel-empty">{empty}</p>}
      </div>
    </>
  );
}

function CommandPalette() {
  const designer = useDesigner();
  const nodes = useDesignerState((state) => state.shown.picture.nodes);
  const choices = useMemo((): Choice[] => {
    const state = designer.get();
    const ofCommand = (command: Command): Choice => ({
      key: command.id,
      text: labelOf(command, state),
      detail: command.keys?.map(showKeys).join(", ") ?? "",
      refused: refusalOf(command, state),
      run: () => runCommand(designer, command),
    });
    return [
      ...COMMANDS.filter(({ id }) => id !== "commands" && id !== "find").map(ofCommand),
      ...nodes.map(({ name, uses }) => ({
        key: `executor ${name}`,
        text: name,
        detail: usesLabel(uses),
        refused: null,
        run: () => designer.do.find(name),
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
      />
    </Dialog>
  );
}

/** Chooses the other end of a new need; those that cannot be come last, with the reason. */
function ConnectDialog(props: { from: string; to: null } | { from: null; to: string }) {
  const { from, to } = props;
  const designer = useDesigner();
  const built = useDesignerState((state) => state.shown.picture);
  const choices = useMemo(() => {
    const fixed = from ?? to;
    // One walk for all the choices: what leads to the source may not follow it, and the other way round.
    const barred = from !== null ? leadingTo(built, from) : reachedFrom(built, to);
    const names = [...(to !== null ? [GATEWAY] : []), ...built.nodes.map(({ name }) => name)];
    return names
      .filter((name) => name !== fixed)
      .map((name): Choice => {
        const ends = from !== null ? { from, to: name } : { from: name, to };
        return {
          key: name,
          text: name,
          detail: usesLabel(built.byName.get(name)?.uses ?? "where requests come in"),
          refused: refuseConnection(built, ends.from, ends.to, () => barred.has(name)),
          run: () => designer.do.edit({ kind: "connect", ...ends }),
        };
      })
      .sort((a, b) => Number(a.refused !== null) - Number(b.refused !== null));
  }, [built, from, to, designer]);
  const title = from !== null ? `Connect ${from} to` : `Add a need of ${to}`;
  return (
    <Dialog label={title} onClose={designer.do.closeDialog}>
      <h2 className="dialog-title">{title}…</h2>
      <ChoiceList
        label="Executor"
        placeholder="Executor"
        choices={choices}
        empty="There is no such executor."
      />
    </Dialog>
  );
}

function RenameDialog({ name }: { name: string }) {
  const designer = useDesigner();
  const [value, setValue] = useState(name);
  const [error, setError] = useState<string | null>(null);
  return (
    <Dialog label={`Rename ${name}`} onClose={designer.do.closeDialog}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          const refused =
            value === name ? null : designer.do.edit({ kind: "rename", name, to: value.trim() });
          if (refused === null) {
            designer.do.closeDialog();
          } else {
            setError(refused);
          }
        }}
      >
        <label className="field">
          <span className="field-label">New name of {name}</span>
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
        <div className="dialog-actions">
          <button type="button" className="button" onClick={designer.do.closeDialog}>
            Cancel
          </button>
          <button type="submit" className="button is-primary">
            Rename
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Shortcuts() {
  const designer = useDesigner();
  return (
    <Dialog label="Keyboard shortcuts" onClose={designer.do.closeDialog}>
      <h2 className="dialog-title">Keyboard shortcuts</h2>
      <dl className="shortcuts">
        {COMMANDS.filter(({ keys }) => keys).map(({ id, label, keys, where }) => (
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
        ))}
      </dl>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={designer.do.closeDialog}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
