import type { BuiltNode } from "../model/engine/built-flow.ts";
import { GATEWAY } from "../model/flow.ts";
import type { ValueMap } from "../model/value.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { problemsByName } from "../store/derived.ts";
import { isReadOnly } from "../store/open-file.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { Field, FieldRow } from "../ui/field.tsx";
import { Note } from "../ui/note.tsx";
import { ArgumentField } from "./argument-field.tsx";
import { ArgumentFields, ProblemNotes } from "./argument-fields.tsx";
import { DelayField } from "./delay-field.tsx";
import { MoreArguments } from "./more-arguments.tsx";
import { NeedsField } from "./needs-field.tsx";
import { useArgumentFields } from "./use-argument-fields.ts";

const NO_ARGUMENTS: ValueMap = new Map();

/** Arguments whose fields have a place of their own here; all others stand one below the other. */
const PLACED: ReadonlySet<string> = new Set(["name", "uses", "replicas", "shards", "polling"]);

/** The Inspector of one executor. */
export function ExecutorPart({ node }: { node: BuiltNode }) {
  const designer = useDesigner();
  const readOnly = useOpenFile(isReadOnly);
  const entry = useOpenFile((file) => file.shown.flow.entries[node.entry]);
  const problems = problemsByName(useOpenFile((file) => file.shown.problems)).get(node.name) ?? [];
  const { name } = node;
  const args = entry?.args ?? NO_ARGUMENTS;
  const { fields, stay } = useArgumentFields("deployment", args);
  const isOfJina = node.entry < 0 || node.role === "INSPECT_AUX_PASS";
  const isLocked = readOnly || isOfJina;
  const field = (key: string, hint = "") => {
    const facts = fields.first.find((one) => one.name === key);
    return (
      facts && (
        <ArgumentField field={facts} name={name} value={args.get(key)} disabled={isLocked} hint={hint} />
      )
    );
  };
  return (
    <>
      <header className="inspector-head">
        <h2 title={name}>{name}</h2>
        <Button isSmall onClick={() => runCommand(designer, commandById("show-text"))}>
          Show in YAML
        </Button>
      </header>
      {isOfJina && !readOnly && (
        <Note>Jina adds this executor by itself: it stands nowhere in the file, and cannot be edited.</Note>
      )}
      <Field
        label="name"
        value={name}
        isSet={args.has("name")}
        disabled={isLocked}
        onCommit={(text) => designer.do.edit({ kind: "rename", name, to: text.trim() })}
      />
      {field("uses")}
      <NeedsField
        node={node}
        disabled={isLocked || node.role === "INSPECT" || entry?.method === "gather_inspect"}
      />
      <FieldRow>
        {field("replicas")}
        {field("shards")}
      </FieldRow>
      {field(
        "polling",
        node.shards <= 1 && args.has("polling") ? "Without effect until shards is above 1." : "",
      )}
      <ArgumentFields
        fields={[...fields.first.filter((one) => !PLACED.has(one.name)), ...fields.given]}
        name={name}
        given={args}
        disabled={isLocked}
        onChange={stay}
      />
      {!node.needsWritten && !isLocked && (entry?.method ?? "add") === "add" && <ImplicitNeed node={node} />}
      <ProblemNotes problems={problems} />
      <DelayField executor={name} />
      {!isLocked && (
        <div className="inspector-actions">
          <Button onClick={() => runCommand(designer, commandById("delete"))}>Delete</Button>
        </div>
      )}
      {!isOfJina && (
        <MoreArguments groups={fields.groups} name={name} given={args} disabled={isLocked} onChange={stay} />
      )}
    </>
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
