import { ClientError } from "../model/run/client-error.ts";
import type { Client } from "./ports.ts";

/** A client for tests, of the simulator: it reads any form, and has what a test asks it given as `own`; nothing else is asked. */
export function createFakeClient(own: Partial<Client> = {}): Client {
  const notAsked = () => Promise.reject(new Error("not asked"));
  return {
    understandAddress: () => ({
      address: { kind: "simulator" },
      summary: "",
      via: "",
      note: "",
      way: null,
      otherWay: null,
      lacks: {},
    }),
    createInput: () => new ClientError("input", "No input."),
    parseDocuments: () => ({ documents: [] }),
    readDocuments: () => ({ documents: [] }),
    editDocuments: () => null,
    readValue: () => ({ value: null }),
    parseParameters: () => ({ parameters: {} }),
    parameterTexts: () => new Map(),
    withParameter: (text) => text,
    previewTarget: async () => ({ said: "", hits: [] }),
    predict: notAsked,
    trace: notAsked,
    check: notAsked,
    diagnose: notAsked,
    graphql: notAsked,
    readGateway: notAsked,
    start: () => {
      throw new Error("not asked");
    },
    ...own,
  };
}
