/** Asking the gateway of the address about itself, and testing the way to it. None of it runs an endpoint. */
import { NO_PARTS } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Evidence, Fix } from "../model/run/diagnosis.ts";
import type { GatewayReport } from "../model/run/gateway-report.ts";
import { readHeaders } from "../model/run/headers.ts";
import { hideSecrets, secretsOf } from "./hide-secrets.ts";
import { answeredBefore, type ConnectionTest, knownGateway } from "./known-gateway.ts";
import type { Client } from "./ports.ts";
import { addressOf, wayOf } from "./state.ts";
import type { Tools } from "./tools.ts";

/** What asks. */
export interface GatewayActions {
  /**
   * Asks the gateway of the address as it is typed now, or waits for it where it is asked already: what it tells becomes
   * `gateway` of the state.
   */
  askGateway(): Promise<void>;
  /** The same, and shows it. */
  showGateway(): Promise<void>;
  /** Tests the way to it, and shows how that goes; a test that is under way ends. */
  testConnection(): Promise<void>;
  /** Takes over the address or the way that a test has advised, and tests that. */
  followFix(fix: Fix): Promise<void>;
}

/** `askClient` gives what sends, or why it does not come. */
export function createGatewayActions(
  { get, set, say }: Pick<Tools, "get" | "set" | "say">,
  askClient: () => Promise<Client | ClientError>,
): GatewayActions {
  let test = new AbortController();

  /** What the address means to the client that has come, or why it means nothing. */
  const understand = async () => {
    const { address, form, headers: typed } = get();
    const client = await askClient();
    if (client instanceof ClientError) {
      return client;
    }
    const understood = client.understandAddress(address, wayOf(form), form);
    if (understood instanceof ClientError) {
      return understood;
    }
    const headers = readHeaders(typed);
    return {
      client,
      target: understood.address,
      note: understood.note,
      way: understood.way ?? "bridge",
      headers: headers instanceof ClientError ? [] : headers,
    };
  };

  /** What is asked just now: who asks the same meanwhile waits for it. */
  let asking: { readonly address: string; readonly done: Promise<void> } | null = null;

  const askGateway = (): Promise<void> => {
    const address = addressOf(get());
    if (asking?.address === address) {
      return asking.done;
    }
    const done = ask(address).finally(() => {
      if (asking?.done === done) {
        asking = null;
      }
    });
    asking = { address, done };
    return done;
  };

  const ask = async (address: string): Promise<void> => {
    const tell = (report: GatewayReport | null, fault: ClientError | null, isAsked = false) => {
      // What comes late says nothing of another address; to its own somebody may come back.
      if (addressOf(get()) === address || get().gateway?.address === address) {
        set({ gateway: { address, isAsked, report, fault } });
      }
    };
    const understood = await understand();
    if (understood instanceof ClientError) {
      tell(null, understood);
      return;
    }
    const { client, target, way, headers } = understood;
    if (target.kind === "simulator") {
      set({ gateway: null });
      return;
    }
    tell(knownGateway(get())?.report ?? null, null, true);
    const told = await client.readGateway(target, way, headers);
    if (told instanceof ClientError) {
      tell(null, told);
    } else {
      tell(told, null);
    }
  };

  const testConnection = async () => {
    test.abort();
    test = new AbortController();
    const { signal } = test;
    const secrets = secretsOf(get());
    // What a server says may repeat what was sent along, and a report is for others to read.
    const without = (one: Evidence): Evidence => ({ ...one, seen: hideSecrets(one.seen, secrets) });
    const address = addressOf(get());
    const show = (change: Partial<ConnectionTest>) => {
      const { connectionTest } = get();
      if (!signal.aborted && connectionTest) {
        set({ connectionTest: { ...connectionTest, ...change } });
      }
    };
    set({
      dialog: { kind: "connection" },
      connectionTest: { address, evidence: [], diagnosis: null, fault: null },
    });
    say("Testing the connection.");
    const understood = await understand();
    if (understood instanceof ClientError) {
      show({ fault: understood });
      return;
    }
    const { client, target, note, way, headers } = understood;
    if (target.kind === "simulator") {
      show({
        fault: new ClientError("address", "The simulator runs in this page: there is nothing to connect to."),
      });
      return;
    }
    const onEvidence = (evidence: Evidence) =>
      show({ evidence: [...(get().connectionTest?.evidence ?? []), without(evidence)] });
    try {
      const answered = answeredBefore(get());
      const found = await client.diagnose(
        { address: target, note, way, headers, answered },
        signal,
        onEvidence,
      );
      const evidence = found.evidence.map(without);
      const verdict = { ...found.verdict, says: hideSecrets(found.verdict.says, secrets) };
      show({ diagnosis: { ...found, evidence, verdict }, evidence });
    } catch (cause) {
      if (!signal.aborted) {
        throw cause;
      }
    }
  };

  return {
    askGateway,

    async showGateway() {
      set({ dialog: { kind: "gateway" } });
      await askGateway();
    },

    testConnection,

    async followFix({ address, way }) {
      const { form } = get();
      set({
        address: address ?? get().address,
        form: { ...form, ...(address !== undefined && NO_PARTS), way: way ?? form.way },
      });
      await testConnection();
    },
  };
}
