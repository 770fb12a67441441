/**
 * The command line: finds the command, prints help, and turns what a command answers into the exit code. 0 is fine,
 * 1 a failure that the command has told, 2 arguments that make no sense.
 */
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { type Command, UsageError } from "./command.ts";
import { onOneLine, print, tell } from "./terminal.ts";

interface Entry {
  readonly usage: string;
  readonly summary: string;
  /** Commands are loaded when they are run: `--help` needs none of them. */
  readonly load: () => Promise<Command>;
}

const PROGRAM = "jina-flow-designer";

const COMMANDS: Readonly<Record<string, Entry>> = {
  serve: {
    usage: "serve [--port N] [--allow-target HOST:PORT]... [--no-open]",
    summary: "serve the page and relay its requests to gateways",
    load: async () => (await import("./serve.ts")).serve,
  },
  check: {
    usage: "check FILE... [--env NAME=VALUE]... [--json] | check --stdin-jsonl",
    summary: "say what is wrong with Flow files, one problem a line",
    load: async () => (await import("./check.ts")).check,
  },
  graph: {
    usage: "graph FILE... [--env NAME=VALUE]... [--json] | graph --stdin-jsonl",
    summary: "show the Flow as Jina would build it",
    load: async () => (await import("./graph.ts")).graph,
  },
  export: {
    usage: "export FILE --to mermaid|svg|png|jpg|python|yaml|kubernetes|compose [OPTION]...",
    summary: "make what Jina would make of a Flow for somewhere else, or its picture",
    load: async () => (await import("./export.ts")).exportCommand,
  },
  import: {
    usage: "import FILE [--from mermaid|python] [--out PATH] [--json]",
    summary: "make a Flow file of a file in another form",
    load: async () => (await import("./import.ts")).importCommand,
  },
  edit: {
    usage: "edit FILE OPERATION... [--write] [--json]",
    summary: "change a Flow file, each operation a splice of its text",
    load: async () => (await import("./edit.ts")).edit,
  },
};

function help(): string {
  const lines = Object.values(COMMANDS).map(({ usage, summary }) => `  ${usage}\n      ${summary}`);
  return `Usage: ${PROGRAM} COMMAND [OPTION]...\n\n${lines.join("\n")}\n\n${PROGRAM} COMMAND --help tells more.\n`;
}

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h" || name === "help") {
    print(help());
    return 0;
  }
  const entry = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name];
  if (!entry) {
    const what = name === undefined ? "No command given." : `There is no command "${onOneLine(name)}".`;
    tell(`${what}\n\n${help()}`);
    return 2;
  }
  try {
    const command = await entry.load();
    return await command.run(rest);
  } catch (error) {
    if (error instanceof UsageError) {
      tell(`${error.message}\nUsage: ${PROGRAM} ${entry.usage}\n`);
      return 2;
    }
    throw error;
  }
}

// What Node makes of the source is kept beside it, where nobody else can write: compiling takes two thirds of a short
// command. Where that folder cannot be written either, Node compiles each time.
enableCompileCache(join(import.meta.dirname, "../../.cache/compiled"));

// A reader that has gone away (`| head`, a closed terminal) is no fault of ours and must not end a running server.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", () => undefined);
}
const code = await main(process.argv.slice(2));
// Output to a pipe is written later than the call; it has to be out before the process ends.
await new Promise<void>((resolve) => {
  process.stdout.write("", () => resolve());
});
process.exit(code);
