import { expect, test } from "vitest";
import type { DataRequest } from "../model/run/request.ts";
import type { Transport } from "../model/run/transport.ts";
import { createLateTransport } from "./late-transport.ts";

const REQUEST: DataRequest = {
  requestId: "1",
  endpoint: "/",
  documents: [],
  parameters: {},
  targetExecutor: "",
};

test("what has come is asked for everything that the sender asks, a request that is written before its turn too", async () => {
  const prepared: DataRequest[] = [];
  const late = createLateTransport("grpc://127.0.0.1:1", {}, async () => ({
    ...TRANSPORT,
    prepare: (request) => void prepared.push(request),
  }));
  late.prepare?.(REQUEST);
  expect(prepared).toEqual([]);
  await late.open(new AbortController().signal);
  late.prepare?.(REQUEST);
  expect(prepared).toEqual([REQUEST]);
});

const TRANSPORT: Transport = {
  label: "grpc://127.0.0.1:1",
  simulated: false,
  lacks: {},
  limit: null,
  async open() {},
  send: () => new Promise(() => {}),
  close() {},
};
