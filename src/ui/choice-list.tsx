import { type KeyboardEvent, type ReactNode, useId, useMemo, useState } from "react";
import { grouped } from "../base/words.ts";
import "./choice-list.css";
import { MiddleCut } from "./middle-cut.tsx";
import { pressedKey } from "./pressed-key.ts";

/** A row of the list, and what choosing it does. */
export interface Choice {
  readonly key: string;
  readonly text: string;
  readonly detail: string;
  /** Words that it is found by too, which are not seen. */
  readonly also?: string | undefined;
  /** Why it cannot be chosen; stands in place of the detail. */
  readonly refused: string | null;
  /** `adds`: chosen with Shift, which is to what is chosen already, where that means something. */
  run(adds: boolean): void;
}

/**
 * What is looked for first where it begins the text, then where it begins a word, then anywhere; last where it begins
 * one of the words that are not seen.
 */
function rank(choices: readonly Choice[], wanted: string): Choice[] {
  const order = ({ text, also = "" }: Choice) => {
    const at = text.toLowerCase().indexOf(wanted);
    if (at < 0) {
      return ` ${also}`.includes(` ${wanted}`) ? 3 : -1;
    }
    return at === 0 ? 0 : /[\s_]/.test(text[at - 1] ?? "") ? 1 : 2;
  };
  return choices
    .map((choice) => ({ choice, order: order(choice) }))
    .filter((one) => one.order >= 0)
    .sort((a, b) => a.order - b.order)
    .map(({ choice }) => choice);
}

/** Characters of a text for which there is room beside its detail. */
const WHOLE_TEXT = 24;
/** Rows that are made; typing narrows the list down. */
const MAX_CHOICES = 60;

/** A list to choose one of, with a field that searches it: arrows move, Enter and a click choose. */
export function ChoiceList({
  label,
  placeholder,
  choices,
  empty,
  find = rank,
  typed,
  hint,
  onChosen,
}: {
  label: string;
  placeholder: string;
  choices: readonly Choice[];
  /** Said where nothing is found. */
  empty: string;
  /** What is shown of the choices for what was typed, in lower case; those that hold it, if not given. */
  find?: (choices: readonly Choice[], wanted: string) => readonly Choice[];
  /** A choice made of what was typed, below those that are found; null for none. */
  typed?: (text: string) => Choice | null;
  /** Stands under the field, for what was typed. */
  hint?: (wanted: string) => ReactNode;
  /** Called before the choice is run. */
  onChosen: () => void;
}) {
  const id = useId();
  const [search, setSearch] = useState("");
  const [at, setAt] = useState(0);
  const wanted = search.trim().toLowerCase();
  const { found, more } = useMemo(() => {
    const own = typed?.(search.trim()) ?? [];
    const all = find(choices, wanted);
    return {
      found: [...all.slice(0, MAX_CHOICES), own].flat(),
      more: Math.max(0, all.length - MAX_CHOICES),
    };
  }, [find, typed, choices, wanted, search]);
  const current = Math.min(at, found.length - 1);
  const choose = (choice: Choice | undefined, adds: boolean) => {
    if (choice && choice.refused === null) {
      onChosen();
      choice.run(adds);
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
      choose(found[current], event.shiftKey);
    }
  };
  return (
    <>
      <input
        className="input choice-search"
        spellCheck={false}
        autoComplete="off"
        placeholder={placeholder}
        aria-label={label}
        role="combobox"
        aria-expanded="true"
        aria-describedby={hint && `${id}-hint`}
        aria-controls={id}
        aria-activedescendant={found[current] ? `${id}-${current}` : undefined}
        // biome-ignore lint/a11y/noAutofocus: the dialog is opened to type here
        autoFocus
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {hint && (
        <p id={`${id}-hint`} className="choice-hint">
          {hint(wanted)}
        </p>
      )}
      <div id={id} role="listbox" aria-label={label} className="choices">
        {found.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the field above has the focus, as a combobox does
          <div
            key={choice.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            aria-disabled={choice.refused !== null}
            title={choice.refused ?? undefined}
            className="choice"
            onClick={(event) => choose(choice, event.shiftKey)}
          >
            <MiddleCut text={choice.text} whole={WHOLE_TEXT} isSpoken />
            <span className="faint">{choice.refused ?? choice.detail}</span>
          </div>
        ))}
        {found.length === 0 && <p className="panel-empty">{empty}</p>}
      </div>
      {more > 0 && <p className="choice-hint">{grouped(more)} more, which typing finds.</p>}
    </>
  );
}
