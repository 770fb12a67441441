/** Ports for servers that tests start by number. */
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below the ports that systems give to sockets that ask for any, which may take one of those before its server does, and
 * above those that `engine/ports.py` gives to gateways.
 */
const LOWEST = 26_000;
/** Of each process that runs tests beside others, as a port is open long after it was found free. */
const OWN_PORTS = 500;
const PARTS = 12;

/** Vitest and Playwright number the processes that they run; those of another run have another parent. */
const worker = Number(process.env.VITEST_POOL_ID ?? process.env.TEST_PARALLEL_INDEX ?? 0);
const part = (process.ppid + worker) % PARTS;
/** They are given in a row, so that none comes again before all others have come. */
let given = randomInt(OWN_PORTS);

/** A port of the loopback address that nothing listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    given += 1;
    const port = LOWEST + part * OWN_PORTS + (given % OWN_PORTS);
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
    } catch {
      // It is taken.
      continue;
    }
    server.close();
    await once(server, "close");
    return port;
  }
}

/** So many of them, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    ports.push(await freePort());
  }
  return ports;
}
