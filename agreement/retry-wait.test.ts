/** The waits of `max_attempts` beside those of Jina's own Client, at both ends of what it draws. */
import { execFileSync } from "node:child_process";
import { expect, test, vi } from "vitest";
import { environmentPython } from "../scripts/setup.mjs";
import { retryWaitMs } from "../src/client/retry-wait.ts";

vi.setConfig({ testTimeout: 90_000 });

const ASK = `
import inspect, json
from jina.clients.base import retry
from jina.clients.mixin import PostMixin
given = {k: p.default for k, p in inspect.signature(PostMixin.post).parameters.items()}
waits = []
for end in (0, 1):
    retry.random.uniform = lambda low, high: (low, high)[end]
    waits.append([
        retry._wait_time(attempt, given['backoff_multiplier'], given['initial_backoff'], given['max_backoff'])
        for attempt in range(1, 9)
    ])
print('ANSWER', json.dumps([given['max_attempts'], waits]))
`;

test("the waits are Jina's", () => {
  const said = execFileSync(environmentPython("v2"), ["-c", ASK], {
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
  });
  const [attempts, waits] = JSON.parse(said.split("ANSWER ")[1] ?? "") as [number, number[][]];
  expect(attempts).toBe(1);
  const ours = [0, 255].map((byte) =>
    Array.from(
      { length: 8 },
      (_, at) => retryWaitMs(at + 1, (count) => new Uint8Array(count).fill(byte)) / 1000,
    ),
  );
  expect(ours).toEqual(waits);
});
