/** A form for documents of one type, beside the text that they are typed as: what is set here is written there. */
import {
  type ComponentProps,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { byteCount, counted } from "../base/words.ts";
import { checkDocument, type DocumentFault } from "../model/run/check-document.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Doc, type DocValue, isFields, isList } from "../model/run/document.ts";
import type { DocumentEdit } from "../model/run/document-edit.ts";
import type { Field as DocumentField, DocumentType, FieldType } from "../model/run/document-type.ts";
import { bytesSpelled, spellBytes, withBytes } from "../model/run/spelled-bytes.ts";
import { shorten } from "../model/shorten.ts";
import type { FieldDraft } from "../store/drafts.ts";
import type { Client } from "../store/ports.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { ChoiceField, Field, FieldGroup } from "../ui/field.tsx";
import { PickFiles } from "./pick-files.tsx";
import { printValue } from "./print-value.ts";
import "./document-form.css";

/** Fields, and items of a list, that are shown at once. */
const MAX_ROWS = 60;
/** Characters of a value that stand in a field; a longer one is edited in the text. */
const MAX_EDITED = 20_000;

interface FormProps {
  readonly type: DocumentType;
  readonly client: Client;
  /** What is typed. */
  readonly text: string;
  readonly onText: (text: string) => void;
}

/** One document at a time, with its fields as the type has them. */
export function DocumentForm({ type, client, text, onText }: FormProps) {
  const [wanted, setWanted] = useState(0);
  // Of another document it would be gone without a word.
  const untaken = useDesignerState((state) => state.untaken);
  const isHeld = untaken !== null;
  const formRef = useRef<HTMLElement>(null);
  // It stands below what is typed, which may be the end of what is in view.
  useEffect(() => {
    formRef.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const read = useMemo(() => client.readDocuments(text), [client, text]);
  if (read instanceof ClientError) {
    return <p className="field-hint">The form is there again once the text above can be read.</p>;
  }
  const { documents } = read;
  const at = Math.max(0, Math.min(wanted, documents.length - 1));
  const edit = (change: DocumentEdit) => {
    const edited = client.editDocuments(text, change);
    if (edited !== null) {
      onText(edited);
    }
  };
  const document = documents[at];
  return (
    <section ref={formRef} className="document-form" aria-label={`Form of ${shorten(type.title, 80)}`}>
      <div className="document-form-bar">
        <span>
          {shorten(type.title, 80)} {documents.length > 0 && `${at + 1} of ${documents.length}`}
        </span>
        {documents.length > 1 && (
          <>
            <Button isSmall disabled={at === 0 || isHeld} onClick={() => setWanted(at - 1)}>
              Previous
            </Button>
            <Button
              isSmall
              disabled={at === documents.length - 1 || isHeld}
              onClick={() => setWanted(at + 1)}
            >
              Next
            </Button>
          </>
        )}
        <Button
          isSmall
          disabled={isHeld}
          onClick={() => {
            edit({ kind: "add" });
            setWanted(documents.length);
          }}
        >
          Add
        </Button>
        {document && (
          <Button isSmall onClick={() => edit({ kind: "remove", document: at })}>
            Remove
          </Button>
        )}
      </div>
      {isHeld && (
        <p className="field-hint" role="status">
          Send and other documents wait for what is not taken here.
        </p>
      )}
      {document && (
        <DocumentFields
          key={at}
          at={at}
          type={type}
          document={document}
          client={client}
          onSet={(field, value) => edit({ kind: "set", document: at, field, value })}
        />
      )}
    </section>
  );
}

function DocumentFields(props: {
  readonly at: number;
  readonly type: DocumentType;
  readonly document: Doc;
  readonly client: Client;
  readonly onSet: (field: string, value: DocValue | undefined) => void;
}) {
  const { at, type, document, client, onSet } = props;
  const hold = useHold(at);
  const faults = useMemo(
    () => new Map(checkDocument(withBytes(document, type), type).map((fault) => [fault.place, fault])),
    [document, type],
  );
  return <Members {...{ type, client, faults, hold, onSet }} value={document} place="" />;
}

/** Says that what stands in a field is not taken, until what it gives back is called. */
type Hold = (place: string, reason: string) => () => void;

/** Keeps Send from sending what stood in a field before something was typed there that is not taken. */
function useHold(at: number): Hold {
  const designer = useDesigner();
  const held = useRef(new Map<string, string>());
  return useCallback(
    (place, reason) => {
      const tell = () => {
        const [first] = held.current;
        designer.do.setUntaken(
          first ? `Form, document ${at + 1}, ${shorten(first[0], 200)}: ${first[1]}` : null,
        );
      };
      held.current.set(place, reason);
      tell();
      return () => {
        held.current.delete(place);
        tell();
      };
    },
    [designer, at],
  );
}

/** A field whose refused entry holds Send. */
function HeldField({
  hold,
  place,
  ...props
}: Omit<ComponentProps<typeof Field>, "draft" | "onDraft"> & { hold: Hold; place: string }) {
  const [draft, setDraft] = useState<FieldDraft | null>(null);
  const refusal = draft?.of === props.value ? draft.error : null;
  useEffect(() => (refusal === null ? undefined : hold(place, refusal)), [hold, place, refusal]);
  return <Field {...props} draft={draft} onDraft={setDraft} />;
}

function heldBy({ hold, place }: ControlProps) {
  return { hold, place };
}

interface Around {
  readonly client: Client;
  /** By their places. */
  readonly faults: ReadonlyMap<string, DocumentFault>;
  readonly hold: Hold;
}

function Members(
  props: Around & {
    readonly type: DocumentType;
    readonly value: Doc;
    readonly place: string;
    readonly onSet: (field: string, value: DocValue | undefined) => void;
  },
) {
  const { type, value, place, onSet, client, faults, hold } = props;
  const { fields } = type;
  return (
    <>
      {fields.slice(0, MAX_ROWS).map((field) => (
        <Control
          key={field.name}
          {...{ client, faults, hold }}
          label={field.name}
          type={field.type}
          isOptional={field.isOptional}
          placeholder={placeholderOf(field)}
          hint={field.name === "id" ? undefined : shorten(field.description, 300) || undefined}
          value={Object.hasOwn(value, field.name) ? value[field.name] : undefined}
          place={place === "" ? field.name : `${place}.${field.name}`}
          onTake={(taken) => onSet(field.name, taken)}
        />
      ))}
      {fields.length > MAX_ROWS && (
        <p className="field-hint">
          {counted(fields.length - MAX_ROWS, "more field")}, which are typed above.
        </p>
      )}
    </>
  );
}

function placeholderOf({ name, isRequired, isOptional, initial, type }: DocumentField): string {
  if (isRequired) {
    return "has to be given";
  }
  if (name === "id") {
    return "made for each";
  }
  if (initial !== undefined && initial !== null && initial !== "") {
    return printValue(initial, 60);
  }
  return isOptional ? "none" : type.kind === "text" ? "empty" : "left out";
}

interface ControlProps extends Around {
  readonly label: string;
  /** The label is for screen readers alone. */
  readonly isBare?: boolean;
  readonly type: FieldType;
  readonly isOptional: boolean;
  readonly placeholder: string;
  readonly hint?: string | undefined;
  /** Undefined where it is left out. */
  readonly value: DocValue | undefined;
  /** As faults name it. */
  readonly place: string;
  /** Undefined leaves it out. */
  readonly onTake: (value: DocValue | undefined) => void;
}

/** The field for one value, as its type is; a value that is not of its type is shown as JSON, with what is wrong. */
function Control(props: ControlProps) {
  const { value } = props;
  const fault = faultOf(props);
  return (
    <>
      {controlFor(props)}
      {fault && value !== undefined && (
        <p className="field-error">
          {fault.place}: {fault.message}.
        </p>
      )}
    </>
  );
}

/** Of a value, or the first within a mapping, whose values have no field of their own. */
function faultOf({ type, faults, place }: ControlProps): DocumentFault | undefined {
  return type.kind === "mapping"
    ? [...faults.values()].find((fault) => fault.place === place || fault.place.startsWith(`${place}.`))
    : faults.get(place);
}

function controlFor(props: ControlProps): ReactNode {
  const { type, value } = props;
  const isGiven = value !== undefined && value !== null;
  switch (type.kind) {
    case "bytes":
      return isGiven && typeof value !== "string" && !bytesSpelled(value) ? (
        <JsonControl {...props} />
      ) : (
        <BytesControl {...props} />
      );
    case "text":
    case "url":
      return isGiven && typeof value !== "string" ? <JsonControl {...props} /> : <TextControl {...props} />;
    case "integer":
    case "number":
      return isGiven && typeof value !== "number" && typeof value !== "bigint" ? (
        <JsonControl {...props} />
      ) : (
        <NumberControl {...props} isWhole={type.kind === "integer"} />
      );
    case "boolean":
      return isGiven && typeof value !== "boolean" ? (
        <JsonControl {...props} />
      ) : (
        <ChoiceControl {...props} choices={[true, false]} />
      );
    case "choice":
      return <ChoiceControl {...props} choices={type.choices} />;
    case "list":
      return isGiven && !isList(value) ? (
        <JsonControl {...props} />
      ) : (
        <ListControl {...props} item={type.item} isItemOptional={type.isItemOptional} />
      );
    case "document":
      return isGiven && !isFields(value) ? (
        <JsonControl {...props} />
      ) : (
        <NestedControl {...props} inner={type.type} />
      );
    default:
      return <JsonControl {...props} />;
  }
}

/** Label, hint, and the button that leaves the value out. */
function frameOf({ label, isBare, hint, value, onTake }: ControlProps) {
  return {
    label,
    isBare,
    hint,
    onReset: value === undefined || isBare ? undefined : () => onTake(undefined),
  };
}

function TextControl(props: ControlProps & { beside?: ReactNode }) {
  const { value, placeholder, beside, onTake } = props;
  return (
    <HeldField
      {...frameOf(props)}
      {...heldBy(props)}
      beside={beside}
      isBlock
      value={typeof value === "string" ? value : ""}
      placeholder={value === "" ? "empty" : placeholder}
      onCommit={(text) => {
        onTake(text);
        return null;
      }}
    />
  );
}

/** Larger files make a text that is too long for a form. */
const MAX_FILE = 96 << 10;

/** A text, whose bytes are sent, or those of a file. */
function BytesControl(props: ControlProps) {
  const { label, isBare, value, onTake } = props;
  const [refused, setRefused] = useState<string | null>(null);
  const bytes = bytesSpelled(value);
  const take = (taken: DocValue | undefined) => {
    setRefused(null);
    onTake(taken);
  };
  // Who goes on while a file is read has changed what it goes into.
  const latest = useRef<typeof take | null>(take);
  useEffect(() => {
    latest.current = take;
    return () => {
      latest.current = null;
    };
  });
  const pick = async (file: File | undefined) => {
    if (!file) {
      return;
    }
    if (file.size > MAX_FILE) {
      setRefused(
        `${file.name} has ${byteCount(file.size)}, and a form takes files of up to ${byteCount(MAX_FILE)}: larger ones are sent as Files, above, whose bytes can go to ${label}.`,
      );
      return;
    }
    try {
      const read = spellBytes(new Uint8Array(await file.arrayBuffer()));
      latest.current?.(read);
    } catch {
      setRefused(`The browser cannot read ${file.name}.`);
    }
  };
  const picker = (
    <PickFiles isSmall label="File…" name={`File for ${label}`} onPick={([file]) => void pick(file)} />
  );
  return bytes ? (
    <FieldGroup {...frameOf({ ...props, onTake: take })} beside={picker} error={refused}>
      <span>{byteCount(bytes.length)} of a file</span>
    </FieldGroup>
  ) : (
    <>
      <TextControl {...props} onTake={take} beside={picker} />
      {isBare && picker}
      {refused && (
        <p className="field-error" role="alert">
          {refused}
        </p>
      )}
    </>
  );
}

/** A number as JSON spells it. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function NumberControl(props: ControlProps & { isWhole: boolean }) {
  const { value, placeholder, client, isWhole, onTake } = props;
  return (
    <HeldField
      {...frameOf(props)}
      {...heldBy(props)}
      isNumber
      value={value === undefined || value === null ? "" : printValue(value, MAX_EDITED)}
      placeholder={placeholder}
      onCommit={(typed) => {
        const text = typed.trim();
        const read = NUMBER.test(text) ? client.readValue(text) : null;
        if (text !== "" && (read === null || read instanceof ClientError)) {
          return isWhole ? "A whole number is wanted." : "A number is wanted.";
        }
        if (isWhole && read && "value" in read && !isWholeNumber(read.value)) {
          return "A whole number is wanted.";
        }
        onTake(read && "value" in read ? read.value : undefined);
        return null;
      }}
    />
  );
}

function isWholeNumber(value: DocValue): boolean {
  return typeof value === "bigint" || Number.isInteger(value);
}

function ChoiceControl(props: ControlProps & { choices: readonly DocValue[] }) {
  const { value, placeholder, isOptional, choices, onTake } = props;
  const all = isOptional && !choices.includes(null) ? [...choices, null] : choices;
  const words = all.map((choice) => ({ value: printValue(choice, 200), label: wordOf(choice) }));
  const initial = words.find((one) => one.value === placeholder)?.label;
  return (
    <ChoiceField
      {...frameOf(props)}
      value={value === undefined ? "" : printValue(value, 200)}
      // Else the same word stood there twice.
      empty={initial === undefined ? placeholder : `left out: ${initial}`}
      choices={words}
      onCommit={(taken) => {
        onTake(all[words.findIndex((one) => one.value === taken)]);
        return null;
      }}
    />
  );
}

function wordOf(choice: DocValue): string {
  return choice === null
    ? "none"
    : typeof choice === "string"
      ? shorten(choice, 200)
      : printValue(choice, 200);
}

/** Any value, as JSON. */
function JsonControl(props: ControlProps) {
  const { value, placeholder, client, onTake } = props;
  const text = value === undefined ? "" : printValue(value, MAX_EDITED);
  const isLong = text.length > MAX_EDITED;
  return (
    <HeldField
      {...frameOf(props)}
      {...heldBy(props)}
      isBlock
      value={isLong ? "" : text}
      disabled={isLong}
      placeholder={isLong ? "too long to be edited here" : `${placeholder}; JSON`}
      onCommit={(typed) => {
        if (typed.trim() === "") {
          onTake(undefined);
          return null;
        }
        const read = client.readValue(typed);
        if (read instanceof ClientError) {
          return read.message;
        }
        onTake(read.value);
        return null;
      }}
    />
  );
}

function ListControl(props: ControlProps & { item: FieldType; isItemOptional: boolean }) {
  const { label, value, place, item, isItemOptional, client, faults, hold, onTake } = props;
  const items = isList(value) ? value : [];
  const shown = items.slice(0, MAX_ROWS);
  return (
    <FieldGroup {...frameOf(props)}>
      {shown.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is known by its place alone
        <div key={index} className="document-form-item">
          <div>
            <Control
              {...{ client, faults, hold }}
              label={`${label} ${index + 1}`}
              isBare
              type={item}
              isOptional={isItemOptional}
              placeholder=""
              value={one}
              place={`${place}[${index}]`}
              onTake={(taken) => onTake(items.with(index, taken ?? null))}
            />
          </div>
          <IconButton
            icon="close"
            label={`Remove ${label} ${index + 1}`}
            onClick={() => onTake(items.filter((_, other) => other !== index))}
          />
        </div>
      ))}
      {items.length > shown.length && (
        <p className="field-hint">
          {counted(items.length - shown.length, "more item")}, which are typed above.
        </p>
      )}
      <Button isSmall onClick={() => onTake([...items, emptyOf(item)])}>
        Add to {label}
      </Button>
    </FieldGroup>
  );
}

/** What an item of a list begins as. */
function emptyOf(type: FieldType): DocValue {
  switch (type.kind) {
    case "integer":
    case "number":
      return 0;
    case "boolean":
      return false;
    case "choice":
      return type.choices[0] ?? null;
    case "list":
    case "tensor":
      return [];
    case "document":
    case "mapping":
      return {};
    case "either":
      return emptyOf(type.types[0] ?? { kind: "any" });
    case "any":
      return null;
    default:
      return "";
  }
}

function NestedControl(props: ControlProps & { inner: () => DocumentType }) {
  const { label, value, place, inner, client, faults, hold, onTake } = props;
  const type = inner();
  if (!isFields(value ?? null)) {
    return (
      <FieldGroup {...frameOf(props)}>
        <Button isSmall onClick={() => onTake({})}>
          Fill in {label} ({shorten(type.title, 80)})
        </Button>
      </FieldGroup>
    );
  }
  const fields = value as Doc;
  return (
    <FieldGroup {...frameOf(props)} label={`${label}: ${shorten(type.title, 80)}`}>
      <div className="document-form-inner">
        <Members
          {...{ type, client, faults, hold, place }}
          value={fields}
          onSet={(name, taken) => {
            const { [name]: _, ...others } = fields;
            onTake(taken === undefined ? others : { ...fields, [name]: taken });
          }}
        />
      </div>
    </FieldGroup>
  );
}
