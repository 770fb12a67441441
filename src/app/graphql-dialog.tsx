import { useEffect, useEffectEvent, useRef, useState } from "react";
import { completeGraphql } from "../client/complete-graphql.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { DocValue } from "../model/run/document.ts";
import type { GraphqlAnswer, GraphqlGateway, GraphqlSchema } from "../model/run/graphql.ts";
import { readHeaders } from "../model/run/headers.ts";
import { createGraphqlEditor } from "../panels/graphql-editor.ts";
import { printValue } from "../panels/print-value.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { refuseTimeout, timeoutOf } from "../store/run-form.ts";
import { wayOf } from "../store/state.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import "./graphql-dialog.css";

/** Characters of an answer that are shown. */
const MAX_SHOWN = 200_000;

/** A query or a mutation to the gateway of the address, and what it answers. What was typed stays with the form. */
export default function GraphqlDialog() {
  const designer = useDesigner();
  const variables = useDesignerState((state) => state.form.graphqlVariables);
  const [schema, setSchema] = useState<GraphqlSchema | ClientError | null>(null);
  const [answer, setAnswer] = useState<GraphqlAnswer | ClientError | null>(null);
  const [running, setRunning] = useState<AbortController | null>(null);
  const hostRef = useRef<HTMLDivElement>(null);

  const open = async (): Promise<GraphqlGateway | ClientError> => {
    const { address, form, headers: typed } = designer.get();
    try {
      const client = await designer.do.loadClient();
      const understood = client.understandAddress(address, wayOf(form), form);
      if (understood instanceof ClientError) {
        return understood;
      }
      if (understood.address.kind === "simulator" || understood.address.protocol !== "http") {
        return new ClientError(
          "address",
          "GraphQL is what HTTP gateways may speak: give an address with http://.",
        );
      }
      const headers = readHeaders(typed);
      const fault = refuseTimeout(form.timeout);
      if (headers instanceof ClientError) {
        return headers;
      }
      if (fault) {
        return new ClientError("input", fault);
      }
      const { address: target, way } = understood;
      return await client.graphql(target, way ?? "bridge", headers, timeoutOf(form.timeout));
    } catch (cause) {
      if (cause instanceof ClientError) {
        return cause;
      }
      throw cause;
    }
  };

  const readSchema = useEffectEvent(async (signal: AbortSignal) => {
    const gateway = await open();
    const read = gateway instanceof ClientError ? gateway : await gateway.introspect();
    if (!signal.aborted) {
      setSchema(read);
    }
  });
  const run = async () => {
    if (running) {
      return;
    }
    const aborter = new AbortController();
    setRunning(aborter);
    try {
      const gateway = await open();
      const { graphqlQuery, graphqlVariables } = designer.get().form;
      const answered =
        gateway instanceof ClientError
          ? gateway
          : await gateway.run(graphqlQuery, graphqlVariables, aborter.signal);
      setAnswer(answered);
      // A gateway that could not be asked for its types when the dialog opened can be now.
      if (schema instanceof ClientError && !(answered instanceof ClientError)) {
        await readSchema(aborter.signal);
      }
    } finally {
      setRunning(null);
    }
  };
  const runByKeys = useEffectEvent(run);
  const offer = useEffectEvent((text: string, at: number) =>
    schema === null || schema instanceof ClientError ? null : completeGraphql(schema, text, at),
  );
  useEffect(() => {
    const over = new AbortController();
    void readSchema(over.signal);
    return () => over.abort();
  }, []);
  // A dialog that is closed wants nothing any more.
  useEffect(() => () => running?.abort(), [running]);
  useEffect(() => {
    const host = hostRef.current;
    if (!host) {
      return;
    }
    const editor = createGraphqlEditor(
      host,
      designer.get().form.graphqlQuery,
      (text, at) => offer(text, at),
      (graphqlQuery) => designer.do.setForm({ graphqlQuery }),
      () => void runByKeys(),
    );
    editor.focus();
    return () => editor.destroy();
  }, [designer]);

  return (
    <Dialog label="GraphQL" title="GraphQL" onClose={designer.do.closeDialog}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <div ref={hostRef} className="graphql-query" />
        <label className="field">
          <span className="field-label">Variables</span>
          <textarea
            className="input mono"
            rows={2}
            spellCheck={false}
            autoComplete="off"
            value={variables}
            placeholder='{"data": [{"text": "hello"}]}'
            onChange={(event) => designer.do.setForm({ graphqlVariables: event.target.value })}
          />
        </label>
        <p className="field-hint">
          Parameters are JSON in a string, as {'parameters: "{\\"top_k\\": 5}"'}. In GraphQL a gateway tells
          neither times nor what an executor has raised: the documents then come as they were before that
          executor. Send tells both.
        </p>
        {/* What came of asking for types is old once something else was asked. */}
        {schema instanceof ClientError && !answer && !running && <Fault fault={schema} />}
        <div className="graphql-answer" role="status" aria-label="Answer">
          {running ? "Waiting for the answer…" : answer && <Answer answer={answer} />}
        </div>
        <DialogActions>
          <Button onClick={designer.do.closeDialog}>Close</Button>
          {running && <Button onClick={() => running.abort()}>Stop</Button>}
          <Button kind="primary" type="submit" disabled={running !== null}>
            Send
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Fault({ fault }: { fault: ClientError }) {
  return (
    <p className="field-error">
      {fault.message} {fault.advice}
    </p>
  );
}

function Answer({ answer }: { answer: GraphqlAnswer | ClientError }) {
  return answer instanceof ClientError ? (
    <Fault fault={answer} />
  ) : (
    <>
      {answer.errors.map((error, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two errors may say the same
        <p key={at} className="field-error">
          {error}
        </p>
      ))}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled has to be reached by keys */}
      <section className="graphql-data mono" tabIndex={0} aria-label="Data">
        {printValue(answer.data as DocValue, MAX_SHOWN, 2)}
      </section>
    </>
  );
}
