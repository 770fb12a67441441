/** Ports for servers that tests start by number. */
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below the ports that systems give to sockets that ask for any, which may take one of those before its server does, and
 * above those that `engine/ports.py` gives to gateways.
 */
const LOWEST = 26_000;
const HIGHEST = 32_000;

/** A port of the loopback address that nothing listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
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
  const ports = new Set<number>();
  while (ports.size < count) {
    ports.add(await freePort());
  }
  return [...ports];
}
