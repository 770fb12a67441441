/** The variables that a file asks for: their values on this page, the places that ask, and what the engine reads there. */
import { type ReactNode, useId, useRef, useState } from "react";
import { counted } from "../base/words.ts";
import { fullMessage } from "../model/problem.ts";
import { useDesigner, useOpenFile, usePendingEvent } from "../store/react.ts";
import {
  createMask,
  type EnvText,
  parseEnvText,
  placeWords,
  readText,
  type Variable,
  type VariableRow,
  type VariableUse,
  variableRows,
} from "../store/variable-rows.ts";
import { Badge } from "../ui/badge.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Note } from "../ui/note.tsx";
import "./variables.css";

/** The tab Variables. */
export default function VariablesPanel() {
  const reading = useOpenFile((file) => file.reading);
  const variables = useOpenFile((file) => file.variables);
  const problems = useOpenFile((file) => file.problems);
  /** Secrets whose values are shown, by kind and name. */
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set());
  const rows = variableRows({ reading, variables });
  const ref = useRef<HTMLDivElement>(null);
  usePendingEvent("focusVariable", ({ name }) => {
    const field = ref.current?.querySelector<HTMLElement>(
      `[data-variable="${CSS.escape(name)}"] :is(input, textarea)`,
    );
    field?.focus();
    field?.scrollIntoView({ block: "nearest" });
  });
  const isShown = (row: VariableRow) => shown.has(keyOf(row));
  const isMasked = createMask(rows, isShown);
  const toggle = (row: VariableRow) => {
    const next = new Set(shown);
    if (!next.delete(keyOf(row))) {
      next.add(keyOf(row));
    }
    setShown(next);
  };
  const row = (one: VariableRow) => (
    <Row key={keyOf(one)} row={one} isShown={isShown(one)} isMasked={isMasked} onToggle={() => toggle(one)} />
  );
  const asked = rows.filter(({ variable }) => variable !== undefined);
  const environment = asked.filter(({ kind }) => kind === "environment");
  const callers = asked.filter(({ kind }) => kind === "callers");
  const others = rows.filter(({ variable }) => variable === undefined);
  const references = reading.document.variables.filter(({ kind }) => kind === "reference");
  const lookalikes = problems.filter(({ code }) => code === "variable-form");
  return (
    <div ref={ref} className="variables">
      {asked.length === 0 && (
        <p className="variables-empty">
          This file asks for no variables. Where a value shall come from outside of the file, as a secret or
          what differs from machine to machine, write <code>{"${{ ENV.NAME }}"}</code> or <code>$NAME</code>{" "}
          in its place: Jina takes it from the environment.
        </p>
      )}
      {asked.length > 0 && (
        <p className="variables-intro">
          The Flow, its problems and its exports are made with these values. They stay in this tab and are
          never written into the file; secrets are forgotten when the page is reloaded.
        </p>
      )}
      {environment.length > 0 && (
        <Part title="Environment">
          <ul>{environment.map(row)}</ul>
        </Part>
      )}
      {callers.length > 0 && (
        <Part title="From Python code">
          <p className="variables-hint">
            Only code that loads the file can give these: <code>{"Flow.load_config(…, context={…})"}</code>.
          </p>
          <ul>{callers.map(row)}</ul>
        </Part>
      )}
      {references.length > 0 && (
        <Part title="References within the file">
          <ul>
            {references.map((one) => (
              <li key={one.name} className="variable" data-reference={one.name}>
                <code className="variable-name">{one.name}</code>
                <Uses variable={one} isMasked={isMasked} isSet />
              </li>
            ))}
          </ul>
        </Part>
      )}
      {lookalikes.length > 0 && (
        <Part title="No variables to Jina">
          {lookalikes.map((problem) => (
            <Note key={JSON.stringify(problem.path)} kind={problem.severity}>
              {fullMessage(problem)}
            </Note>
          ))}
        </Part>
      )}
      {others.length > 0 && (
        <Part title="Not named in this file">
          <ul>{others.map(row)}</ul>
        </Part>
      )}
      <PasteEnv />
    </div>
  );
}

function keyOf({ kind, name }: VariableRow): string {
  return `${kind} ${name}`;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="variables-title">
        {title}
      </h2>
      {children}
    </section>
  );
}

function Row(props: {
  row: VariableRow;
  isShown: boolean;
  isMasked: (use: VariableUse) => boolean;
  onToggle: () => void;
}) {
  const { row, isShown, isMasked, onToggle } = props;
  const { kind, name, value, isSecret, variable } = row;
  const designer = useDesigner();
  return (
    <li className="variable" data-variable={name}>
      <div className="variable-value">
        <Field
          label={name}
          value={value ?? ""}
          placeholder={value === null ? "not set" : "set to nothing"}
          isMono
          isBlock={value?.includes("\n") === true}
          isMasked={isSecret && !isShown}
          onCommit={(text) => {
            designer.do.setVariable(kind, name, text === "" ? null : text);
            return null;
          }}
        />
        {isSecret && (
          <Button isSmall aria-pressed={isShown} aria-label={`Show ${name}`} onClick={onToggle}>
            {isShown ? "Hide" : "Show"}
          </Button>
        )}
        {value !== null && (
          <IconButton
            label={`Take ${name} away`}
            icon="close"
            onClick={() => designer.do.setVariable(kind, name, null)}
          />
        )}
      </div>
      {variable && <Uses variable={variable} isMasked={isMasked} isSet={value !== null} />}
    </li>
  );
}

/** So many places are read; the others are there when they are asked for. */
const FIRST_USES = 5;

function Uses(props: { variable: Variable; isMasked: (use: VariableUse) => boolean; isSet: boolean }) {
  const { variable, isMasked, isSet } = props;
  const designer = useDesigner();
  const [isWhole, setWhole] = useState(false);
  const uses = isWhole ? variable.uses : variable.uses.slice(0, FIRST_USES);
  const more = variable.uses.length - uses.length;
  const left = variable.count - variable.uses.length;
  const go = ({ executor, range }: VariableUse) => {
    if (executor !== null) {
      designer.do.find(executor);
    }
    if (range) {
      designer.do.showText(range);
    }
  };
  return (
    <ul className="variable-uses" aria-label={`Where ${variable.name} stands`}>
      {uses.map((use) => (
        <li key={JSON.stringify(use.path)} className="variable-use">
          <Button kind="link" onClick={() => go(use)}>
            {placeWords(use)}
          </Button>{" "}
          <Reads use={use} isMasked={isMasked(use)} isSet={isSet} />
        </li>
      ))}
      {more > 0 && (
        <li className="variable-use">
          <Button kind="link" onClick={() => setWhole(true)}>
            {counted(more, "more place")}
          </Button>
        </li>
      )}
      {more === 0 && left > 0 && <li className="variable-use">and {counted(left, "more place")}</li>}
    </ul>
  );
}

/** What the engine has at a place. */
function Reads({ use: { reads }, isMasked, isSet }: { use: VariableUse; isMasked: boolean; isSet: boolean }) {
  if (reads === undefined) {
    return <span className="variable-reads">is not reached: Jina refuses the file before</span>;
  }
  const { text, type } = readText(reads);
  return (
    <span className="variable-reads">
      {isSet ? "reads" : "without it"} {type !== "nothing" && <code>{isMasked ? "••••••" : text}</code>}{" "}
      <Badge>{type}</Badge>
    </span>
  );
}

/** Lines that say nothing and are named; the rest of them is counted. */
const MOST_REFUSED = 40;

/** Takes the text of a `.env` file; lines that say nothing are named, and stay to be mended. */
function PasteEnv() {
  const designer = useDesigner();
  const id = useId();
  const [text, setText] = useState("");
  const [outcome, setOutcome] = useState<{
    readonly taken: number;
    readonly refused: EnvText["refused"];
  } | null>(null);
  const take = () => {
    const { values, refused } = parseEnvText(text);
    designer.do.setEnvironment(values);
    setOutcome({ taken: values.size, refused });
    if (refused.length === 0) {
      setText("");
    }
  };
  return (
    <section className="variables-paste" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} className="variables-title">
        Paste a .env file
      </h2>
      <textarea
        className="input mono"
        aria-label="Text of a .env file"
        aria-describedby={`${id}-outcome`}
        rows={3}
        value={text}
        spellCheck={false}
        autoComplete="off"
        placeholder={"NAME=value\n# one a line, quotes as in a shell"}
        onChange={(event) => {
          setText(event.target.value);
          setOutcome(null);
        }}
      />
      <Button isSmall disabled={text.trim() === ""} onClick={take}>
        Set these
      </Button>
      <div id={`${id}-outcome`} role="status">
        {outcome && <p className="variables-hint">{counted(outcome.taken, "variable")} set.</p>}
        {outcome && outcome.refused.length > 0 && (
          <Note kind="error">
            {outcome.refused.slice(0, MOST_REFUSED).map(({ line, why }) => (
              <span key={line} className="variables-refused">
                Line {line}: {why}.
              </span>
            ))}
            {outcome.refused.length > MOST_REFUSED &&
              `And ${counted(outcome.refused.length - MOST_REFUSED, "more line")}.`}
          </Note>
        )}
      </div>
    </section>
  );
}
