import type { BuiltNode } from "../model/engine/built-flow.ts";
import { GATEWAY } from "../model/flow.ts";
import type { Value, ValueMap } from "../model/value.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { problemsByName } from "../store/derived.ts";
import { draftKey } from "../store/drafts.ts";
import { isReadOnly } from "../store/open-file.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { Field, FieldRow } from "../ui/field.tsx";
import { Note } from "../ui/note.tsx";
import { ArgumentFields, ProblemNotes } from "./argument-fields.tsx";
import { inheritedByExecutor } from "./inherited.ts";
import { MoreArguments } from "./more-arguments.tsx";
import { NeedsField } from "./needs-field.tsx";
import { SimulationFields } from "./simulation-fields.tsx";
import { StayContext } from "./use-argument-actions.ts";
import { useArgumentFields } from "./use-argument-fields.ts";

const NO_ARGUMENTS: ValueMap = new Map();

/** Arguments whose fields have a place of their own here; all others stand one below the other. */
const PLACED: ReadonlySet<string> = new Set(["name", "uses", "replicas", "shards", "polling"]);

/** The Inspector of one executor. */
export function ExecutorPart({ node }: { node: BuiltNode }) {
  const designer = useDesigner();
  const readOnly = useOpenFile(isReadOnly);
  const entry = useOpenFile((file) => file.shown.flow.entries[node.entry]);
  const built = useOpenFile((file) => file.shown.built);
  const problems = problemsByName(useOpenFile((file) => file.shown.problems)).get(node.name) ?? [];
  const { name } = node;
  const given = entry?.args ?? NO_ARGUMENTS;
  const { fields, stay } = useArgumentFields("deployment", given, node.external);
  const isOfJina = node.entry < 0 || node.role === "INSPECT_AUX_PASS";
  const isLocked = readOnly || isOfJina;
  const inherited = entry?.deployment || isOfJina ? undefined : inheritedByExecutor(built);
  const values = { owners: [name], given, ...(inherited && { inherited }), disabled: isLocked };
  const only = (key: string) => fields.first.filter((one) => one.name === key);
  return (
    <StayContext value={stay}>
      <header className="inspector-head">
        <h2 title={name} dir="auto">
          {name}
        </h2>
        <Button isSmall onClick={() => runCommand(designer, commandById("show-text"))}>
          Show in YAML
        </Button>
      </header>
      {isOfJina && !readOnly && (
        <Note>Jina adds this executor by itself: it stands nowhere in the file, and cannot be edited.</Note>
      )}
      <NameField name={name} written={given.get("name")} disabled={isLocked} />
      <ArgumentFields fields={only("uses")} values={values} />
      <NeedsField
        node={node}
        disabled={isLocked || node.role === "INSPECT" || entry?.method === "gather_inspect"}
      />
      <FieldRow>
        <ArgumentFields fields={[...only("replicas"), ...only("shards")]} values={values} />
      </FieldRow>
      <ArgumentFields fields={only("polling")} values={values} />
      {node.shards <= 1 && given.has("polling") && (
        <p className="field-hint">Without effect until shards is above 1.</p>
      )}
      <ArgumentFields
        fields={[...fields.first.filter((one) => !PLACED.has(one.name)), ...fields.given]}
        values={values}
      />
      {!node.needsWritten && !isLocked && (entry?.method ?? "add") === "add" && <ImplicitNeed node={node} />}
      <ProblemNotes problems={problems} />
      <SimulationFields executor={name} />
      {!isLocked && (
        <div className="inspector-actions">
          <Button onClick={() => runCommand(designer, commandById("delete"))}>Delete</Button>
        </div>
      )}
      {!isOfJina && <MoreArguments fields={fields} values={values} />}
    </StayContext>
  );
}

/** The name, which all needs follow. */
function NameField({
  name,
  written,
  disabled,
}: {
  name: string;
  written: Value | undefined;
  disabled: boolean;
}) {
  const designer = useDesigner();
  const key = draftKey({ owners: [name], way: ["name"] });
  const asWritten = typeof written === "string" ? written : null;
  const draft = useOpenFile(({ drafts }) => drafts.get(key));
  return (
    <div data-argument="name">
      <Field
        label="name"
        value={name}
        isSet={written !== undefined}
        hint={asWritten === null || asWritten === name ? undefined : `Written as ${asWritten} in the file.`}
        disabled={disabled}
        draft={draft}
        onDraft={(next) => designer.do.setDraft(key, next)}
        onCommit={(text) => designer.do.edit({ kind: "rename", name, to: text.trim() })}
      />
    </div>
  );
}

/** Says why an executor without needs of its own receives from where it does, and offers to write it down. */
function ImplicitNeed({ node: { name, needs } }: { node: BuiltNode }) {
  const designer = useDesigner();
  return (
    <Note>
      {needs[0] === GATEWAY ? (
        <>
          Receives from the <b>gateway</b> because nothing comes before it in the file.
        </>
      ) : (
        <>
          Follows <b>{needs.join(", ")}</b> because it comes next in the file. Moving either would change
          that.
        </>
      )}{" "}
      <Button kind="link" onClick={() => designer.do.edit({ kind: "write-needs", name })}>
        Write the need down
      </Button>
    </Note>
  );
}
