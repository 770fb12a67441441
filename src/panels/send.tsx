/** The request: what to send, where to, and the button. */

import { useEffect, useMemo } from "react";
import { whenIdle } from "../base/when-idle.ts";
import { counted } from "../base/words.ts";
import { isSimulator } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import { isLongRun } from "../model/run/long-run.ts";
import { type InputFile, isInput } from "../model/run/request-input.ts";
import {
  documentsPerRequest,
  isGenerator,
  isOverLimit,
  knownLimit,
  type RequestLimit,
} from "../model/run/request-limit.ts";
import { isActive } from "../model/run/run.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { executorsSeen, knownGateway } from "../store/known-gateway.ts";
import { offeredEndpoints } from "../store/offered-endpoints.ts";
import type { Client } from "../store/ports.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { readDocuments } from "../store/run-form.ts";
import { addressOf, type SendForm, wayOf } from "../store/state.ts";
import { stopOffer } from "../store/stop-offer.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { FieldRow } from "../ui/field.tsx";
import { SendAddress, SendLinks, SendWay } from "./send-address.tsx";
import { SendField } from "./send-field.tsx";
import { SendInput, useInputDrop } from "./send-input.tsx";
import { SendOptions } from "./send-options.tsx";
import { SpecificParameters } from "./specific-parameters.tsx";
import "./send.css";

/** The Send panel: where to, what, and how it is sent. */
export default function Send() {
  const designer = useDesigner();
  const form = useDesignerState((state) => state.form);
  const address = useDesignerState((state) => state.address);
  const client = useDesignerState((state) => state.client);
  const run = useDesignerState((state) => state.run);
  const built = useOpenFile((file) => file.shown.built);
  const { nodes } = built;
  const names = useExecutorNames(nodes);
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

  useEffect(() => {
    // What was typed is understood by the client, which may come once the Flow is on screen. A failure is told on Send.
    return whenIdle(() => void designer.do.loadClient().catch(() => {}), 1000);
  }, [designer]);

  const files = useDesignerState((state) => state.inputFiles);
  const understood = client?.understandAddress(address, wayOf(form), form) ?? null;
  const known = understood instanceof ClientError ? null : understood;
  const isHttp = known?.address.kind === "gateway" && known.address.protocol === "http";
  const offers = useMemo(() => offeredEndpoints(gateway, built, isHttp), [gateway, built, isHttp]);
  const isGrpc = known?.address.kind === "gateway" && known.address.protocol === "grpc";
  const limit =
    known && knownLimit(known.address, form.endpoint, form.stream === "on", gateway?.report ?? null);
  const read = client ? readForm(client, form, files, limit, isGrpc && known.way === "bridge") : null;
  const set = (change: Partial<SendForm>) => designer.do.setForm(change);
  const take = (field: keyof SendForm) => (text: string) => set({ [field]: text });
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
      <div className="send-where">
        <SendAddress understood={understood} />
        <FieldRow>
          <SendField
            label="Endpoint"
            value={form.endpoint}
            isMono
            offers={offers}
            hint={
              isHttp
                ? routeWords(offers.find(({ value }) => value === form.endpoint)?.label)
                : isGrpc &&
                  form.stream !== "on" &&
                  isGenerator(gateway?.report ?? null, form.endpoint) && <StreamOffer set={set} />
            }
            onChange={take("endpoint")}
          />
          <SendField
            label="Parameters"
            value={form.parameters}
            isMono
            placeholder='{"top_k": 5}'
            error={read?.parametersError}
            onChange={take("parameters")}
          />
        </FieldRow>
      </div>
      <div className="send-what">
        <SendInput form={form} set={set} error={read?.documentsError ?? null} />
      </div>
      <SendLinks set={set} understood={understood} />
      {client && (
        <SpecificParameters
          client={client}
          text={form.parameters}
          names={names}
          onChange={take("parameters")}
        />
      )}
      <FieldRow>
        <SendField
          label="Target executor"
          value={form.targetExecutor}
          isMono
          placeholder="all"
          offers={names.map((value) => ({ value }))}
          hint={targetSaid}
          onChange={take("targetExecutor")}
        />
        <SendField
          label="Request size"
          value={form.requestSize}
          isNumber
          placeholder="100"
          hint={read && isOverLimit(read.size, limit) && limit.why}
          onChange={take("requestSize")}
        />
      </FieldRow>
      <SendWay form={form} understood={understood} />
      <SendOptions form={form} set={set} lacks={known?.lacks ?? {}} />
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
        {isHttp && (
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

/** The executors to choose from: those that answers from the address came by, where it is a gateway's, and the drawn ones. */
function useExecutorNames(nodes: readonly { readonly name: string }[]): readonly string[] {
  const address = useDesignerState(addressOf);
  const runs = useDesignerState((state) => state.runs);
  // A run of many requests grows with every answer, and is looked through when it has ended.
  const ended = useDesignerState(({ run }) => (isActive(run) ? null : run));
  const designer = useDesigner();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has answered follows from these
  return useMemo(() => {
    const state = designer.get();
    const seen = isSimulator(state.address) ? [] : executorsSeen({ ...state, run: ended });
    return [...new Set([...seen, ...nodes.map(({ name }) => name)])];
  }, [designer, address, runs, ended, nodes]);
}

/** Over gRPC it has to be said that an endpoint is asked as one that generates: otherwise it raises. */
function StreamOffer({ set }: { set: (change: Partial<SendForm>) => void }) {
  return (
    <>
      It generates.{" "}
      <Button kind="link" onClick={() => set({ stream: "on" })}>
        Stream as they are generated
      </Button>
    </>
  );
}

/** How an HTTP gateway offers what is typed; "" where that is not known. */
function routeWords(route: string | undefined): string {
  return route === undefined ? "" : `Offered in HTTP as ${route}.`;
}

interface ReadForm {
  /** `2 docs · 1 request`, `40 docs · 40 requests · one call` */
  readonly summary: string;
  /** Documents to a request, as it is asked for; 0 for all in one. */
  readonly size: number;
  readonly documentsError?: string;
  readonly parametersError?: string;
}

function summaryOf(count: number, size: number, limit: RequestLimit): string {
  const requests = Math.max(1, Math.ceil(count / documentsPerRequest(size, limit)));
  return `${counted(count, "doc")} · ${counted(requests, "request")}`;
}

/** Documents above this many characters are not counted at every key. */
const MAX_COUNTED = 200_000;

/** `mayCall`: whether a long run there is one call. */
function readForm(
  client: Client,
  form: SendForm,
  files: readonly InputFile[],
  limit: RequestLimit,
  mayCall: boolean,
): ReadForm {
  const isLong = form.input === "" && form.documents.length > MAX_COUNTED;
  const documents = isLong ? null : readDocuments(form, files, client);
  const parameters = client.parseParameters(form.parameters);
  const size = Number(form.requestSize.trim() || "100");
  let summary = "";
  if (documents && !(documents instanceof ClientError)) {
    const { documents: given } = documents;
    const count = isInput(given) ? given.count : given.length;
    const isCall =
      mayCall && isLongRun({ documents: given, requestSize: size, stream: form.stream === "on" });
    summary = [
      count === null && isInput(given) ? given.label : summaryOf(count ?? 0, size, limit),
      ...(isCall ? ["one call"] : []),
    ].join(" · ");
  }
  return {
    summary,
    size,
    ...(documents instanceof ClientError ? { documentsError: documents.message } : {}),
    ...(parameters instanceof ClientError ? { parametersError: parameters.message } : {}),
  };
}
