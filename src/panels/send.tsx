/** The request: what to send, where to, and the button. */

import { useEffect, useId, useMemo, useRef } from "react";
import { whenIdle } from "../base/when-idle.ts";
import { counted } from "../base/words.ts";
import { isSimulator, type Way } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type InputFile, isInput } from "../model/run/request-input.ts";
import { isActive } from "../model/run/run.ts";
import type { Ability, Lacks } from "../model/run/transport.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { knownGateway, offeredEndpoints } from "../store/known-gateway.ts";
import type { Client } from "../store/ports.ts";
import { useDesigner, useDesignerState, useOpenFile, usePendingEvent } from "../store/react.ts";
import { readDocuments } from "../store/run-form.ts";
import type { SendForm } from "../store/state.ts";
import { wayOf } from "../store/state.ts";
import { stopOffer } from "../store/stop-offer.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { FieldRow } from "../ui/field.tsx";
import { SeedField } from "./seed-field.tsx";
import { SendInput, useInputDrop } from "./send-input.tsx";
import { SendOptions } from "./send-options.tsx";
import "./send.css";

/** The Send panel: where to, what, and how it is sent. */
export default function Send() {
  const designer = useDesigner();
  const form = useDesignerState((state) => state.form);
  const address = useDesignerState((state) => state.address);
  const client = useDesignerState((state) => state.client);
  const run = useDesignerState((state) => state.run);
  // A gateway that was asked has told more than its address does.
  const lastRun = useDesignerState((state) => (state.origin?.address === state.address ? state.run : null));
  const nodes = useOpenFile((file) => file.shown.built.nodes);
  const names = useMemo(() => nodes.map(({ name }) => name), [nodes]);
  const targetSaid = useDesignerState((state) => state.target.said);
  const { targetExecutor } = form;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked follows from these
  useEffect(() => {
    if (client) {
      void designer.do.previewTarget();
    }
  }, [designer, client, targetExecutor, nodes]);
  const gateway = useDesignerState(knownGateway);
  const isReplaced = useDesignerState((state) => state.replacedForm !== null);
  const isRunning = isActive(run);
  const stop = isRunning && run ? stopOffer(run) : null;
  const ids = useId();

  const addressRef = useRef<HTMLInputElement>(null);
  usePendingEvent("focusAddress", () => addressRef.current?.focus());
  useEffect(() => {
    // What was typed is understood by the client, which may come once the Flow is on screen. A failure is told on Send.
    return whenIdle(() => void designer.do.loadClient().catch(() => {}), 1000);
  }, [designer]);

  const files = useDesignerState((state) => state.inputFiles);
  const read = client ? readForm(client, form, files, address) : null;
  const set = (change: Partial<SendForm>) => designer.do.setForm(change);
  return (
    <form
      className="send"
      aria-label="Send"
      {...useInputDrop()}
      onSubmit={(event) => {
        event.preventDefault();
        runCommand(designer, commandById("send"));
      }}
    >
      <header className="send-head">
        <h2>Send</h2>
        {isSimulator(address) && <Badge kind="accent">simulated</Badge>}
        <span className="faint" title={read?.summary}>
          {read?.summary ?? ""}
        </span>
        {stop && (
          <Button isSmall title={stop.title} onClick={() => runCommand(designer, commandById("stop"))}>
            {stop.label}
          </Button>
        )}
        <Button kind="primary" isSmall type="submit" disabled={isRunning}>
          Send
        </Button>
      </header>
      <label className="field">
        <span className="field-label">Gateway address</span>
        <input
          ref={addressRef}
          className="input mono"
          value={address}
          spellCheck={false}
          autoComplete="off"
          placeholder="grpc://localhost:54321, http://…, ws://…, or simulator:"
          aria-describedby={`${ids}-address`}
          aria-invalid={read?.addressError !== undefined}
          onChange={(event) => designer.do.setAddress(event.target.value)}
        />
        <span id={`${ids}-address`} className={read?.addressError ? "field-error" : "field-hint"}>
          {read?.addressError ?? read?.understood ?? ""}
        </span>
      </label>
      {isSimulator(address) ? (
        <>
          <SeedField />
          <div className="send-more">
            <Button kind="link" onClick={() => runCommand(designer, commandById("step-through"))}>
              Step through
            </Button>
            <Button kind="link" onClick={() => runCommand(designer, commandById("what-if"))}>
              What if…
            </Button>
          </div>
        </>
      ) : (
        <div className="send-more">
          <Button kind="link" onClick={() => runCommand(designer, commandById("gateway"))}>
            About the gateway…
          </Button>
          <Button kind="link" onClick={() => runCommand(designer, commandById("test-connection"))}>
            Test connection…
          </Button>
        </div>
      )}
      {read?.otherWay && (
        <Button kind="link" onClick={() => set({ way: read.otherWay ?? form.way })}>
          {WAY_OFFERS[read.otherWay]}
        </Button>
      )}
      {read && <WhatIsLacking lacks={lastRun?.transport === read.label ? lastRun.lacks : read.lacks} />}
      <FieldRow>
        <label className="field">
          <span className="field-label">Endpoint</span>
          <input
            className="input mono"
            value={form.endpoint}
            list={`${ids}-endpoints`}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => set({ endpoint: event.target.value })}
          />
          <datalist id={`${ids}-endpoints`}>
            {offeredEndpoints(gateway).map((endpoint) => (
              <option key={endpoint} value={endpoint} />
            ))}
          </datalist>
        </label>
        <label className="field">
          <span className="field-label">Parameters</span>
          <input
            className="input mono"
            value={form.parameters}
            placeholder='{"top_k": 5}'
            spellCheck={false}
            autoComplete="off"
            aria-invalid={read?.parametersError !== undefined}
            onChange={(event) => set({ parameters: event.target.value })}
          />
        </label>
      </FieldRow>
      {read?.parametersError && <p className="field-error">{read.parametersError}</p>}
      <SendInput form={form} set={set} error={read?.documentsError ?? null} />
      <FieldRow>
        <label className="field">
          <span className="field-label">Target executor</span>
          <input
            className="input mono"
            value={form.targetExecutor}
            placeholder="all"
            list={`${ids}-names`}
            spellCheck={false}
            autoComplete="off"
            aria-describedby={`${ids}-target`}
            onChange={(event) => set({ targetExecutor: event.target.value })}
          />
          <datalist id={`${ids}-names`}>
            {names.slice(0, 200).map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </label>
        <label className="field">
          <span className="field-label">Request size</span>
          <input
            className="input"
            value={form.requestSize}
            inputMode="numeric"
            placeholder="100"
            onChange={(event) => set({ requestSize: event.target.value })}
          />
        </label>
      </FieldRow>
      <p id={`${ids}-target`} className="field-hint">
        {targetSaid}
      </p>
      <SendOptions form={form} set={set} lacks={read?.lacks ?? {}} />
      <div className="send-more">
        <Button kind="link" onClick={() => runCommand(designer, commandById("code"))}>
          As code…
        </Button>
        <Button kind="link" onClick={() => runCommand(designer, commandById("from-code"))}>
          From code…
        </Button>
        <Button kind="link" onClick={() => runCommand(designer, commandById("requests"))}>
          Requests…
        </Button>
        {read?.isHttp && (
          <Button kind="link" onClick={() => runCommand(designer, commandById("graphql"))}>
            GraphQL…
          </Button>
        )}
        {isReplaced && (
          <Button kind="link" onClick={designer.do.restoreForm}>
            Bring back what was here before
          </Button>
        )}
      </div>
    </form>
  );
}

const WAY_OFFERS: Readonly<Record<Way, string>> = {
  bridge: "Send through the page's server",
  direct: "Send directly from this page",
};

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

interface ReadForm {
  /** `2 docs · 1 request` */
  readonly summary: string;
  readonly understood: string;
  /** Of a run that goes there by that way; "" for none. */
  readonly label: string;
  readonly isHttp: boolean;
  /** The way that could be taken instead; null if there is none. */
  readonly otherWay: Way | null;
  readonly lacks: Lacks;
  readonly addressError?: string;
  readonly documentsError?: string;
  readonly parametersError?: string;
}

function summaryOf(count: number, size: number): string {
  const requests = size > 0 ? Math.max(1, Math.ceil(count / size)) : 1;
  return `${counted(count, "doc")} · ${counted(requests, "request")}`;
}

/** Documents above this many characters are not counted at every key. */
const MAX_COUNTED = 200_000;

function readForm(client: Client, form: SendForm, files: readonly InputFile[], address: string): ReadForm {
  const understood = client.understandAddress(address, wayOf(form));
  const isLong = form.input === "" && form.documents.length > MAX_COUNTED;
  const documents = isLong ? null : readDocuments(form, files, client);
  const parameters = client.parseParameters(form.parameters);
  const size = Number(form.requestSize.trim() || "100");
  let summary = "";
  if (documents && !(documents instanceof ClientError)) {
    const { documents: given } = documents;
    const count = isInput(given) ? given.count : given.length;
    summary = count === null && isInput(given) ? given.label : summaryOf(count ?? 0, size);
  }
  return {
    summary,
    understood:
      understood instanceof ClientError
        ? ""
        : [`${understood.summary} ${understood.via}.`, understood.note].filter(Boolean).join(" "),
    ...(understood instanceof ClientError
      ? { addressError: understood.message, label: "", isHttp: false, otherWay: null, lacks: {} }
      : {
          label: `${understood.summary} ${understood.via}`,
          isHttp: understood.address.kind === "gateway" && understood.address.protocol === "http",
          otherWay: understood.otherWay,
          lacks: understood.lacks,
        }),
    ...(documents instanceof ClientError ? { documentsError: documents.message } : {}),
    ...(parameters instanceof ClientError ? { parametersError: parameters.message } : {}),
  };
}
