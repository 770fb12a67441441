import { Fragment } from "react";
import { counted } from "../base/words.ts";
import type { BuiltNode } from "../model/engine/built-flow.ts";
import { sameValue } from "../model/same-value.ts";
import type { Value, ValueMap } from "../model/value.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { isReadOnly } from "../store/open-file.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { ArgumentFields } from "./argument-fields.tsx";
import { inheritedByExecutor } from "./inherited.ts";
import { MoreArguments } from "./more-arguments.tsx";
import { StayContext } from "./use-argument-actions.ts";
import { useArgumentFields } from "./use-argument-fields.ts";

/** Names and needs are each executor's own, and a list or a mapping of several is set as a whole. */
const OWN: ReadonlySet<string> = new Set(["name"]);

/** The Inspector of several executors: their arguments, each set for all of them in one step. */
export function ManyPart({ nodes }: { nodes: readonly BuiltNode[] }) {
  const designer = useDesigner();
  const readOnly = useOpenFile(isReadOnly);
  const entries = useOpenFile((file) => file.shown.flow.entries);
  const built = useOpenFile((file) => file.shown.built);
  const written = nodes.filter(({ entry, role }) => entry >= 0 && role !== "INSPECT_AUX_PASS");
  const { given, mixed } = sharedValues(written.map(({ entry }) => entries[entry]?.args ?? new Map()));
  const { fields, stay } = useArgumentFields(
    "deployment",
    new Set([...given.keys(), ...mixed]),
    written.every(({ external }) => external),
  );
  const values = {
    owners: written.map(({ name }) => name),
    given,
    mixed,
    inherited: inheritedByExecutor(built),
    disabled: readOnly,
  };
  return (
    <StayContext value={stay}>
      <h2>{counted(nodes.length, "executor")}</h2>
      <p className="muted">
        {nodes.slice(0, 12).map(({ name }, at) => (
          <Fragment key={name}>
            {at > 0 && ", "}
            <bdi>{name}</bdi>
          </Fragment>
        ))}
        {nodes.length > 12 && ` and ${nodes.length - 12} more`}
      </p>
      <div className="inspector-actions">
        <Button disabled={readOnly} onClick={() => runCommand(designer, commandById("delete"))}>
          Delete
        </Button>
        <Button disabled={readOnly} onClick={() => runCommand(designer, commandById("delete-reconnect"))}>
          Delete and reconnect
        </Button>
      </div>
      {written.length > 0 && (
        <>
          <ArgumentFields
            fields={[...fields.first.filter(({ name }) => !OWN.has(name)), ...fields.given]}
            values={values}
          />
          <MoreArguments fields={fields} values={values} />
        </>
      )}
    </StayContext>
  );
}

/** The arguments that all have the same value of, and those that differ, or that only some have. */
function sharedValues(all: readonly ValueMap[]): { given: ValueMap; mixed: ReadonlySet<string> } {
  const [first = new Map<string, Value>(), ...others] = all;
  const given = new Map(
    [...first].filter(([key, value]) =>
      others.every((args) => {
        const other = args.get(key);
        return other !== undefined && sameValue(value, other);
      }),
    ),
  );
  const mixed = new Set(all.flatMap((args) => [...args.keys()]).filter((key) => !given.has(key)));
  return { given, mixed };
}
