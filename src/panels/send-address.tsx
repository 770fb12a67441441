/**
 * Where requests go: the address as one text, and what was understood of it; what can be asked of that place; and, for
 * those who need it, the address in parts, the simulator's seed, and what the way lacks. The form has other fields in
 * between: what all need is seen without scrolling.
 */
import { useId, useRef, useState } from "react";
import { type AddressParts, isSimulator, type Protocol, type Way } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Ability, Lacks } from "../model/run/transport.ts";
import { commandById, runCommand } from "../store/commands.ts";
import type { Client } from "../store/ports.ts";
import { useDesigner, useDesignerState, usePendingEvent } from "../store/react.ts";
import { addressOf, type SendForm } from "../store/state.ts";
import { Button } from "../ui/button.tsx";
import { FieldRow } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { SeedField } from "./seed-field.tsx";
import { SendField, SendSwitch } from "./send-field.tsx";

/** What the client makes of the address as it is typed; null before it has come. */
type Understood = ReturnType<Client["understandAddress"]> | null;

type Known = Exclude<Understood, ClientError | null>;

interface SendAddressProps {
  readonly form: SendForm;
  readonly set: (change: Partial<SendForm>) => void;
  readonly understood: Understood;
}

/** The field for where requests go. */
export function SendAddress({ understood }: Pick<SendAddressProps, "understood">) {
  const designer = useDesigner();
  const address = useDesignerState((state) => state.address);
  const addressRef = useRef<HTMLInputElement>(null);
  usePendingEvent("focusAddress", () => addressRef.current?.focus());
  const fault = understood instanceof ClientError ? understood : null;
  const known = understood instanceof ClientError ? null : understood;
  const offers = fault?.offers.flatMap((offer) => offer.address ?? []) ?? [];
  return (
    <>
      <SendField
        label="Gateway address"
        value={address}
        isMono
        fieldRef={addressRef}
        placeholder="grpc://localhost:54321, http://…, ws://…, or simulator:"
        error={fault?.message}
        hint={known && [`${labelOf(known)}.`, known.note].filter(Boolean).join(" ")}
        onChange={designer.do.setAddress}
      />
      {offers.length > 0 && (
        <div className="send-more">
          {offers.map((offer) => (
            <Button
              key={offer}
              kind="link"
              onClick={() => {
                designer.do.setAddress(offer);
                addressRef.current?.focus();
              }}
            >
              Use {offer}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}

/** What can be asked of the place where requests go, and the other way there. */
export function SendLinks({ set, understood }: Omit<SendAddressProps, "form">) {
  const designer = useDesigner();
  const address = useDesignerState((state) => state.address);
  const otherWay = understood instanceof ClientError ? null : understood?.otherWay;
  return (
    <div className="send-more">
      {(isSimulator(address) ? OF_SIMULATOR : OF_GATEWAY).map(([id, text]) => (
        <Button key={id} kind="link" onClick={() => runCommand(designer, commandById(id))}>
          {text}
        </Button>
      ))}
      {otherWay && (
        <Button kind="link" onClick={() => set({ way: otherWay })}>
          {WAY_OFFERS[otherWay]}
        </Button>
      )}
    </div>
  );
}

/** The address in parts, the simulator's seed, and what the way to a gateway lacks. */
export function SendWay({ form, understood }: Omit<SendAddressProps, "set">) {
  const address = useDesignerState((state) => state.address);
  // A gateway that was asked has told more than its address does.
  const lastRun = useDesignerState((state) =>
    state.origin?.address === addressOf(state) ? state.run : null,
  );
  const known = understood instanceof ClientError ? null : understood;
  const label = known && labelOf(known);
  return (
    <>
      <Parts form={form} understood={known} />
      {isSimulator(address) && <SeedField />}
      {known?.way && <WhatIsLacking lacks={lastRun?.transport === label ? lastRun.lacks : known.lacks} />}
    </>
  );
}

function labelOf({ summary, via }: Known): string {
  return `${summary} ${via}`;
}

const OF_SIMULATOR = [
  ["step-through", "Step through"],
  ["what-if", "What if…"],
] as const;

const OF_GATEWAY = [
  ["gateway", "About the gateway…"],
  ["test-connection", "Test connection…"],
] as const;

const WAY_OFFERS: Readonly<Record<Way, string>> = {
  bridge: "Send through the page's server",
  direct: "Send directly from this page",
};

const PROTOCOLS: Readonly<Record<Protocol, string>> = { grpc: "GRPC", http: "HTTP", websocket: "WEBSOCKET" };

/** The address in parts, as arguments of Jina's Client: each shows what was understood until it is said here. */
function Parts({ form, understood }: { form: SendForm; understood: Exclude<Understood, ClientError> }) {
  const designer = useDesigner();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { host, port, protocol, tls } = form;
  const isSaid = [host, port, protocol, tls].some((part) => part !== "");
  const gateway = understood?.address.kind === "gateway" ? understood.address : null;
  const take = (part: keyof AddressParts) => (text: string) => designer.do.setAddressPart(part, text);
  return (
    <details
      className="send-options"
      open={isOpen || isSaid}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>Host, port, protocol, TLS</summary>
      <FieldRow>
        <SendField
          label="Host"
          value={host}
          isMono
          placeholder={gateway?.host ?? "localhost"}
          onChange={take("host")}
        />
        <SendField
          label="Port"
          value={port}
          isNumber
          placeholder={gateway ? String(gateway.port) : "80"}
          onChange={take("port")}
        />
      </FieldRow>
      <FieldRow>
        <div className="field">
          <label className="field-label" htmlFor={id}>
            Protocol
          </label>
          <Select id={id} className="input" value={protocol.toLowerCase()} onTake={take("protocol")}>
            <option value="">{gateway ? `${PROTOCOLS[gateway.protocol]}, as understood` : "not said"}</option>
            {Object.entries(PROTOCOLS).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </Select>
        </div>
        <SendSwitch label="TLS" value={tls} onChange={take("tls")} />
      </FieldRow>
      <p className="field-hint">
        As arguments of Jina's Client, in place of the address or beside it; the same is not said twice with
        two values.
      </p>
    </details>
  );
}

const ABILITIES: Readonly<Record<Ability, string>> = {
  streaming: "documents as they are generated",
  binary: "exact types of arrays",
  compression: "compression",
  headers: "headers",
  "own-tls": "certificates of your own authority",
  cancel: "giving up a single request",
  routes: "times of executors",
};

/** What the chosen way cannot do: named at a glance, explained when it is opened. */
function WhatIsLacking({ lacks }: { lacks: Lacks }) {
  const rows = (Object.keys(ABILITIES) as Ability[]).flatMap((ability) => {
    const why = lacks[ability];
    return why === undefined ? [] : [{ name: ABILITIES[ability], why }];
  });
  return rows.length === 0 ? null : (
    <details className="send-lacks">
      <summary>Not this way: {rows.map(({ name }) => name).join(", ")}</summary>
      <dl>
        {rows.map(({ name, why }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{why}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
