/**
 * Parameters for one executor alone, as fields: each writes a key `NAME__key` into the text of Parameters, which stays the
 * one place where parameters are.
 */
import { useState } from "react";
import { ClientError } from "../model/run/client-error.ts";
import { isSpecific, specificKey, splitSpecific } from "../model/run/specific-parameters.ts";
import type { Client } from "../store/ports.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { pressedKey } from "../ui/pressed-key.ts";
import { SendField } from "./send-field.tsx";

interface SpecificParametersProps {
  readonly client: Client;
  /** The text of Parameters. */
  readonly text: string;
  /** Executors that are drawn or have answered. */
  readonly names: readonly string[];
  readonly onChange: (text: string) => void;
}

/** The fields, folded up until they are asked for or there are some. */
export function SpecificParameters({ client, text, names, onChange }: SpecificParametersProps) {
  const read = client.parameterTexts(text);
  const texts = read instanceof ClientError ? null : read;
  const [isOpen, setOpen] = useState(false);
  const specific = [...(texts ?? [])].filter(([key]) => isSpecific(key));
  /** Gives why that cannot be. */
  const set = (key: string, typed: string | null): string | null => {
    const changed = client.withParameter(text, key, typed);
    if (changed instanceof ClientError) {
      return changed.message;
    }
    onChange(changed);
    return null;
  };
  return (
    <details
      className="send-options"
      open={isOpen || specific.length > 0}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>For one executor alone</summary>
      {specific.map(([key, value]) => {
        const { executor, name } = splitSpecific(key);
        const isKnown = names.includes(executor);
        return (
          <div key={key} className="send-specific">
            <Field
              label={`${name} of ${executor}`}
              value={value}
              isMono
              hint={isKnown ? undefined : `No executor ${executor} is drawn, nor has one answered.`}
              onCommit={(typed) => set(key, typed)}
            />
            <IconButton icon="close" label={`Remove ${name} of ${executor}`} onClick={() => set(key, null)} />
          </div>
        );
      })}
      {texts ? (
        <NewParameter names={names} taken={texts} onAdd={set} />
      ) : (
        <p className="field-hint">The parameters cannot be read as they are typed.</p>
      )}
    </details>
  );
}

function NewParameter({
  names,
  taken,
  onAdd,
}: {
  names: readonly string[];
  taken: ReadonlyMap<string, string>;
  onAdd: (key: string, typed: string) => string | null;
}) {
  const [typed, setTyped] = useState("");
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [refused, setRefused] = useState<string | null>(null);
  // Where nothing is typed, the one that stands there in its place.
  const executor = typed.trim() || (names[0] ?? "");
  const add = () => {
    const key = specificKey(executor, name.trim());
    const refusal =
      key === null
        ? refusalOf(executor, name.trim())
        : taken.has(key)
          ? `${executor} has ${name.trim()} already.`
          : onAdd(key, value);
    setRefused(refusal);
    if (refusal === null) {
      setName("");
      setValue("");
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter adds here, as it sends elsewhere in the form
    <div
      className="send-new-specific"
      onKeyDown={(event) => {
        const isPlain = !event.ctrlKey && !event.metaKey && event.target instanceof HTMLInputElement;
        if (pressedKey(event) === "Enter" && isPlain) {
          event.preventDefault();
          add();
        }
      }}
    >
      <SendField
        label="Executor"
        value={typed}
        isMono
        placeholder={names[0] ?? "name"}
        offers={names.map((value) => ({ value }))}
        onChange={setTyped}
      />
      <SendField label="Key" value={name} isMono placeholder="top_k" onChange={setName} />
      <SendField label="Value" value={value} isMono placeholder="5" onChange={setValue} />
      <Button onClick={add} disabled={name.trim() === "" || executor === ""}>
        Add
      </Button>
      {refused !== null && (
        <p className="field-error" role="alert">
          {refused}
        </p>
      )}
    </div>
  );
}

/** Why no key says that; the gateway divides it at the last separator, and takes the others out of the name. */
function refusalOf(executor: string, name: string): string {
  if (name === "") {
    return "The key is empty.";
  }
  const key = `${executor}__${name}`;
  const wrote = isSpecific(key)
    ? `Jina reads ${key} as ${splitSpecific(key).name} of an executor ${splitSpecific(key).executor}`
    : `Jina gives ${key} to all executors`;
  return `${wrote}. Write it into the parameters as {"${executor}": {"${name}": …}}.`;
}
