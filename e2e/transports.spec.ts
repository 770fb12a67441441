/**
 * Every way to a gateway from a real browser, for either generation of docarray, plain and over TLS: one gateway that
 * speaks all protocols is shared by all cells of a row. What each answers in detail, the tests in `agreement` ask without
 * a browser. The table of all cells is printed at the end of the run (`cells-reporter.ts`).
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import type { Generation } from "../agreement/engine.ts";
import { asksEnvoy, startEnvoy } from "../agreement/envoy.ts";
import { CERTIFICATE, KEY } from "../src/bridge/test-certificate.ts";
import { type Cell, type CellName, type Check, FLOW_CELLS } from "./cells.ts";
import { CELL } from "./cells-reporter.ts";
import { expect, startServer, test } from "./fixtures.ts";
import { Designer } from "./pages/designer.ts";

const executorsOf = (seen: string) => `executors:
  - {name: one, uses: Append}
  - {name: two, uses: Slow, uses_with: {sleep: 0, seen: ${seen}}}
  - {name: three, uses: Fail}
`;
/** One that a person can have without a Flow; what is asked in gRPC has a gateway of its own before it. */
const deploymentOf = (protocol: "grpc" | "http", seen: string) =>
  `jtype: Deployment\nwith: {name: alone, uses: Slow, protocol: ${protocol}, uses_with: {seen: ${seen}}}\n`;

const BRIDGE = "through the page's server";
const DIRECT = "directly from this page";

/** Where a cell's gateway is, and how it is asked. */
interface Place {
  readonly name: CellName;
  readonly address: string;
  readonly way: typeof BRIDGE | typeof DIRECT;
  /** What it does not offer at all, as the page says it when it is tried. */
  readonly refusal?: RegExp;
  /** Whether answers tell which executors they came by. */
  readonly hasRoutes: boolean;
  /** The executor that is asked alone, which raises for what is sent then; null where it cannot be. */
  readonly target: string | null;
  /** How many requests 250 documents make if they are to go in one. */
  readonly requests: number;
  /** What the page says of requests in flight when the gateway is killed, and what becomes of them. */
  readonly killed: readonly [words: RegExp, state: "unknown" | "failed"];
}

const NO_ROUTES_ALONE = "The answers of an Executor that is served in HTTP name no executors.";
const NO_TARGET =
  "An Executor that is served in HTTP without a gateway runs whatever the target executor is.";
const NO_ROUTES = "The answers of an HTTP gateway with docarray from 0.30 on name no executors.";

function placesOf(
  generation: Generation,
  isTls: boolean,
  ports: Readonly<Partial<Record<"grpc" | "http" | "websocket", number>>>,
  envoyPort: number | null,
): Place[] {
  const s = isTls ? "s" : "";
  const http = `http${s}://localhost:${ports.http}`;
  const websocket = `ws${s}://localhost:${ports.websocket}`;
  const limited = generation === "v2" ? 3 : 1;
  const all: (Place | null)[] = [
    {
      name: "gRPC-web by bridge",
      address: `grpc${s}://localhost:${ports.grpc}`,
      way: BRIDGE,
      hasRoutes: true,
      target: "three",
      requests: 1,
      killed: [/closed|broke off/, "unknown"],
    },
    envoyPort === null
      ? null
      : {
          name: "gRPC-web by Envoy",
          address: `grpc${s}://localhost:${envoyPort}`,
          way: DIRECT,
          hasRoutes: true,
          target: "three",
          requests: 1,
          killed: [/gave HTTP status 503: the gateway broke off/, "unknown"],
        },
    {
      name: "HTTP direct",
      address: http,
      way: DIRECT,
      hasRoutes: generation === "v1",
      target: "three",
      requests: limited,
      killed: [/does not answer any more/, "unknown"],
    },
    {
      name: "HTTP by bridge",
      address: http,
      way: BRIDGE,
      hasRoutes: generation === "v1",
      target: "three",
      requests: limited,
      killed: [/broke off|closed/, "unknown"],
    },
    {
      name: "WebSocket direct",
      address: websocket,
      way: DIRECT,
      hasRoutes: true,
      target: "three",
      requests: 1,
      killed: [/broke off/, "unknown"],
      ...(generation === "v2" && { refusal: /takes no JSON over WebSocket/ }),
    },
    {
      name: "WebSocket by bridge",
      address: websocket,
      way: BRIDGE,
      hasRoutes: true,
      target: "three",
      requests: 1,
      killed: [/broke off/, "unknown"],
    },
  ];
  return all.filter((place) => place !== null);
}

/**
 * The steps of one cell on the page; gives what came of each. What is given up has arrived before: it would otherwise be
 * counted among what is sent later.
 */
async function askPlace(
  designer: Designer,
  faults: string[],
  generation: Generation,
  place: Place,
  arrivals: () => number,
): Promise<Cell["checks"]> {
  const { page } = designer;
  const { address, way, requests, hasRoutes, target } = place;
  const isAlone = place.name.startsWith("Deployment");
  const path = isAlone ? ">alone" : ">one>two>three";
  await designer.fillSend({
    address,
    endpoint: "/any",
    documents: Array.from({ length: 250 }, (_, index) => `document ${index}`).join("\n"),
    parameters: '{"top_k": 5, "sleep": 0}',
    target: "",
    size: "0",
  });
  await designer.takeWay(way);
  await designer.pressSend();
  // Of more than 100, an HTTP gateway with docarray from 0.30 on would drop the rest without a word.
  await expect(designer.told).toContainText(
    `Done: ${requests} response${requests === 1 ? "" : "s"}, 250 documents`,
  );
  await expect(designer.responses()).toHaveCount(requests);
  // Send says it too, once the gateway has told of itself.
  await expect(
    page.getByRole("tabpanel", { name: "Responses" }).getByText("would drop the rest without a word"),
  ).toHaveCount(requests === 3 ? 1 : 0);
  await expect(designer.documents().first()).toContainText(`document 0${path}`);
  await page.getByRole("radio", { name: "Whole response" }).click();
  await expect(page.getByTestId("whole-response")).toContainText('"top_k": 5');
  await page.getByRole("radio", { name: /Documents/ }).click();
  await expect(page.locator(".chip-light")).toHaveClass(/is-ok/);
  if (hasRoutes) {
    expect((await designer.profile()).get(isAlone ? "executor" : "two")).toMatch(/\d m?s/);
  } else {
    await expect(designer.send).toContainText("times of executors");
  }

  // In three requests, and by some of the executors alone; of a lone one by none, where a gateway stands before it.
  await designer.fillSend({
    // What tells the answers from those before, which may be as many.
    documents: Array.from({ length: 250 }, (_, index) => `other ${index}`).join("\n"),
    size: "100",
    target: isAlone ? "nobody" : "one|two",
  });
  await designer.pressSend();
  await designer.tab("Responses");
  const passed = isAlone ? (target === null ? path : "") : ">one>two";
  await expect(designer.documents().first().getByText(`other 0${passed}`, { exact: true })).toBeVisible();
  await expect(designer.told).toContainText("Done: 3 responses, 250 documents");
  await expect(designer.responses()).toHaveCount(3);

  await designer.fillSend({
    documents: "FAIL please",
    target: target ?? "nobody",
    size: "100",
    // What the lone Executor cannot sleep for.
    parameters: isAlone ? '{"sleep": "long"}' : "",
  });
  await designer.pressSend();
  const exception = page.getByRole("region", { name: "Exception" });
  await expect(exception).toContainText(isAlone ? "TypeError" : "ValueError");
  await expect(designer.told).toContainText(`Failed: ${isAlone ? "TypeError" : "ValueError"}`);
  if (address.startsWith("http") && generation === "v2" && way === DIRECT) {
    // A browser reports every status that is none of success.
    expect(faults.splice(0)).toEqual([expect.stringContaining("status of 500")]);
  }
  // The gateway is there: an exception of an executor is an answer.
  await expect(page.locator(".chip-light")).toHaveClass(/is-ok/);

  const before = arrivals();
  await designer.fillSend({ documents: "a\nb", parameters: '{"sleep": 30}', target: "", size: "1" });
  await designer.pressSend();
  await expect(designer.sent()).toHaveCount(2);
  await expect.poll(arrivals).toBe(before + 2);
  const stop = designer.send.getByRole("button", { name: "Stop" });
  await stop.click();
  await expect(page.getByText("stopping", { exact: true })).toBeVisible();
  await stop.click();
  await expect(designer.responses().filter({ hasText: "unknown" })).toHaveCount(2);
  await expect(designer.told).toContainText("Stopped: 0 of 2 requests answered");

  return {
    post: "yes",
    parameters: "yes",
    batches: "yes",
    "target executor": target === null ? NO_TARGET : "yes",
    exception: "yes",
    cancel: "yes",
    profile: hasRoutes ? "yes" : isAlone ? NO_ROUTES_ALONE : NO_ROUTES,
  };
}

const MUTATION = (argumentsOf: string) => `mutation { docs(${argumentsOf}) { id text } }`;

/** The dialog of GraphQL, which is beside the transports, with a question in it. */
async function openGraphql(designer: Designer, address: string, query: string) {
  const dialog = designer.page.getByRole("dialog", { name: "GraphQL" });
  await designer.fillSend({ address });
  await designer.takeWay(BRIDGE);
  await designer.send.getByRole("button", { name: "GraphQL…" }).click();
  const ask = async (text: string) => {
    const query = dialog.getByRole("textbox", { name: "Query" });
    // Until the editor has taken over what is selected, what is put in stands beside what was there.
    await expect(async () => {
      await query.press("ControlOrMeta+a");
      await designer.page.keyboard.insertText(text);
      await expect(query).toHaveText(text, { timeout: 500 });
    }).toPass();
    await dialog.getByRole("button", { name: "Send" }).click();
  };
  await dialog.getByLabel("Variables").fill("");
  await ask(query);
  return { dialog, ask, answer: dialog.getByRole("status", { name: "Answer" }) };
}

async function askGraphql(
  designer: Designer,
  address: string,
  arrivals: () => number,
): Promise<Cell["checks"]> {
  const { dialog, ask, answer } = await openGraphql(
    designer,
    address,
    MUTATION('data: [{text: "hi"}], execEndpoint: "/any", parameters: "{\\"sleep\\": 0}"'),
  );
  await expect(answer).toContainText('"text": "hi>one>two>three"');
  await ask(MUTATION('data: [{text: "hi"}], targetExecutor: "three"'));
  await expect(answer).toContainText('"text": "hi>three"');
  await ask(MUTATION('data: [{text: "FAIL"}]'));
  await expect(answer).toContainText('"text": "FAIL>one>two"');
  const before = arrivals();
  await ask(MUTATION('data: [{text: "hi"}], parameters: "{\\"sleep\\": 30}"'));
  await expect(answer).toContainText("Waiting for the answer");
  await expect.poll(arrivals).toBe(before + 1);
  await dialog.getByRole("button", { name: "Stop" }).click();
  await expect(answer).toContainText("Stopped.");
  await dialog.getByRole("button", { name: "Close" }).click();
  return {
    post: "yes",
    parameters: "yes",
    "target executor": "yes",
    cancel: "yes",
    batches: "In GraphQL one question is one request.",
    exception: "In GraphQL a gateway does not tell what an executor has raised; the dialog says so.",
    profile: "In GraphQL a gateway tells no times.",
  };
}

/** A page of its own with requests in flight; what is said when their gateway is killed. */
interface Held {
  readonly requests: number;
  expectLost(): Promise<void>;
}

async function holdRequests(designer: Designer, place: Place | null, http: string): Promise<Held> {
  const { page } = designer;
  if (!place) {
    const { answer } = await openGraphql(
      designer,
      http,
      MUTATION('data: [{text: "hi"}], parameters: "{\\"sleep\\": 30}"'),
    );
    await expect(answer).toContainText("Waiting for the answer");
    return { requests: 1, expectLost: () => expect(answer).toContainText(/broke off|closed/) };
  }
  const { address, way, killed } = place;
  await designer.fillSend({
    address,
    endpoint: "/any",
    documents: "a\nb",
    parameters: '{"sleep": 30}',
    size: "1",
  });
  await designer.takeWay(way);
  await designer.pressSend();
  await expect(designer.sent()).toHaveCount(2);
  return {
    requests: 2,
    async expectLost() {
      await expect(page.getByRole("region", { name: "Failure" })).toContainText(killed[0]);
      await expect(designer.responses().filter({ hasText: killed[1] })).toHaveCount(2);
      await expect(page.locator(".chip-light")).toHaveClass(/is-error/);
    },
  };
}

/** Opens a page for each, lets all of them send, kills the gateway once it has all requests, and looks at each. */
async function checkKilled(
  browser: Browser,
  url: string,
  places: readonly (Place | null)[],
  http: string,
  arrivals: () => number,
  kill: () => Promise<void>,
): Promise<void> {
  const pages: Page[] = [];
  const before = arrivals();
  const held = await Promise.all(
    places.map(async (place) => {
      const page = await (await browser.newContext()).newPage();
      pages.push(page);
      await page.goto(url);
      const designer = new Designer(page);
      await expect(designer.canvas).toBeVisible();
      return holdRequests(designer, place, http);
    }),
  );
  const requests = held.reduce((sum, one) => sum + one.requests, 0);
  await expect.poll(arrivals).toBe(before + requests);
  await kill();
  await Promise.all(held.map(({ expectLost }) => expectLost()));
  await Promise.all(pages.map((page) => page.context().close()));
}

/** What a test has started, ended also where it fails. */
const closings: (() => unknown)[] = [];

test.afterEach(async () => {
  await Promise.all(closings.splice(0).map((close) => close()));
});

for (const generation of ["v1", "v2"] as const) {
  for (const security of ["plain", "TLS"] as const) {
    test(`a page asks gateways by every way that there is (docarray ${generation}, ${security})`, async ({
      browser,
      page,
      faults,
      server,
      startJina,
      arrivals,
    }) => {
      test.setTimeout(240_000);
      const isTls = security === "TLS";
      const folder = mkdtempSync(join(tmpdir(), "cells-"));
      closings.push(() => rmSync(folder, { recursive: true }));
      const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
      writeFileSync(certificate, CERTIFICATE);
      writeFileSync(key, KEY);
      const flow = `jtype: Flow
with: {protocol: [grpc, http, websocket], cors: true${generation === "v1" ? ", expose_graphql_endpoint: true" : ""}}
${isTls ? `gateway: {ssl_certfile: ${certificate}, ssl_keyfile: ${key}}\n` : ""}${executorsOf(arrivals.folder)}`;
      const alone = (["grpc", "http"] as const).map((protocol) =>
        isTls ? null : startJina(generation, deploymentOf(protocol, arrivals.folder), { ownPorts: true }),
      );
      const { ports, kill } = await startJina(generation, flow);
      const envoy = asksEnvoy()
        ? await startEnvoy({
            gatewayPort: ports.grpc!,
            gatewayTls: isTls,
            ...(isTls && { tls: { certificate, key } }),
          })
        : null;
      closings.push(() => envoy?.stop());
      // Its authority is trusted for these gateways alone; the browser knows its key (`playwright.config.ts`).
      const own = isTls
        ? await startServer(
            ...Object.values(ports).flatMap((port) => ["--tls-ca", `localhost:${port}=${certificate}`]),
          )
        : null;
      closings.push(() => own?.stop());
      const url = own?.url ?? server.url;

      const cells: Cell[] = [];
      const add = (name: CellName, more: Pick<Cell, "checks" | "notOffered">) =>
        cells.push({ name, docarray: generation, security, ...more });
      await page.goto(url);
      const designer = new Designer(page);
      await expect(designer.canvas).toBeVisible();
      await designer.open("flow.yml", flow);
      const places = placesOf(generation, isTls, ports, envoy?.port ?? null);
      for (const place of places) {
        await test.step(place.name, async () => {
          if (place.refusal) {
            await designer.fillSend({ address: place.address, documents: "a", parameters: "", target: "" });
            await designer.takeWay(place.way);
            await designer.pressSend();
            const failure = page.getByRole("region", { name: "Failure" });
            await expect(failure).toContainText(place.refusal);
            add(place.name, {
              notOffered: "A gateway with docarray from 0.30 on takes no JSON over WebSocket.",
              checks: {},
            });
            return;
          }
          add(place.name, { checks: await askPlace(designer, faults, generation, place, arrivals.count) });
        });
      }
      if (!envoy) {
        add("gRPC-web by Envoy", { notOffered: "There is no Envoy for this machine.", checks: {} });
      }
      const http = `http${isTls ? "s" : ""}://localhost:${ports.http}`;
      await test.step("GraphQL by bridge", async () => {
        if (generation === "v1") {
          add("GraphQL by bridge", { checks: await askGraphql(designer, http, arrivals.count) });
          return;
        }
        const { dialog, answer } = await openGraphql(designer, http, MUTATION('data: [{text: "hi"}]'));
        await expect(answer).toContainText("expose_graphql_endpoint");
        await dialog.getByRole("button", { name: "Close" }).click();
        add("GraphQL by bridge", {
          notOffered: "Jina has GraphQL for docarray below 0.30 alone.",
          checks: {},
        });
      });

      const [inGrpc, inHttp] = await Promise.all(alone);
      if (inGrpc && inHttp) {
        for (const [name, protocol, { port }] of [
          ["Deployment, gRPC-web by bridge", "grpc", inGrpc],
          ["Deployment, HTTP by bridge", "http", inHttp],
        ] as const) {
          const place: Place = {
            name,
            address: `${protocol}://localhost:${port}`,
            way: BRIDGE,
            hasRoutes: protocol === "grpc",
            target: protocol === "grpc" ? "executor" : null,
            requests: protocol === "http" && generation === "v2" ? 3 : 1,
            killed: [/closed|broke off/, "unknown"],
          };
          await test.step(name, async () => {
            add(name, { checks: await askPlace(designer, faults, generation, place, arrivals.count) });
          });
          places.push(place);
        }
      }

      await test.step("all of them are killed in the middle of requests", async () => {
        const asked = [...places.filter(({ refusal }) => !refusal), ...(generation === "v1" ? [null] : [])];
        await checkKilled(browser, url, asked, http, arrivals.count, async () => {
          await Promise.all([kill(), inGrpc?.kill(), inHttp?.kill()]);
        });
      });
      const killed: Partial<Record<Check, string>> = { "gateway killed": "yes" };
      for (const { checks, ...cell } of cells) {
        test.info().annotations.push({
          type: CELL,
          description: JSON.stringify({
            ...cell,
            checks: cell.notOffered ? checks : { ...checks, ...killed },
          }),
        });
      }
      expect(
        cells
          .map(({ name }) => name)
          .filter((name) => !name.startsWith("Deployment"))
          .sort(),
      ).toEqual([...FLOW_CELLS].sort());
    });
  }
}

test("an HTTP gateway that is asked in gRPC is told with its address, which works", async ({
  designer,
  page,
  startJina,
}) => {
  test.setTimeout(120_000);
  const { port } = await startJina(
    "v2",
    "jtype: Flow\nwith: {protocol: http}\nexecutors:\n  - {name: one, uses: Append}\n",
  );
  await designer.fillSend({ address: `grpc://localhost:${port}`, documents: "a" });
  await designer.pressSend();
  const advised = page
    .getByRole("region", { name: "Failure" })
    .getByText(`http://localhost:${port}`, { exact: true });
  const address = (await advised.textContent())!;
  await designer.fillSend({ address });
  await designer.pressSend();
  await expect(designer.documents().first()).toContainText("a>one");
});

test("an address is shown as it was understood, its port included", async ({ designer }) => {
  for (const [typed, understood] of [
    [
      "localhost",
      "grpc://localhost:80 through the page's server. Without a port it is 80, as in Jina's Client.",
    ],
    ["54321", "grpc://localhost:54321 through the page's server. A number alone is a port of this machine."],
    ["https://gateway.example", "https://gateway.example:443 through the page's server."],
    ["http://http://x", "The address names a protocol twice"],
  ] as const) {
    await designer.fillSend({ address: typed });
    await expect(designer.send).toContainText(understood);
  }
});
