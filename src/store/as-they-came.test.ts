import { expect, test } from "vitest";
import type { Exchange } from "../model/run/run.ts";
import { asTheyCame } from "./as-they-came.ts";

test("requests stand in the order in which they ended, and the others behind", () => {
  const request = { requestId: "", endpoint: "/", documents: [], parameters: {}, targetExecutor: "" };
  const exchanges = [2, undefined, 0, 1].map(
    (endedAs, index): Exchange => ({
      request: { ...request, requestId: String(index) },
      state: endedAs === undefined ? "sent" : "answered",
      roundtripMs: null,
      reply: null,
      error: null,
      ...(endedAs !== undefined && { endedAs }),
    }),
  );
  expect(asTheyCame(exchanges).map((one) => one.request.requestId)).toEqual(["2", "3", "0", "1"]);
});
