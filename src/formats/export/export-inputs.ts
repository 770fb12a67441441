/**
 * What the engine takes from outside a file when it exports: images that the Hub names, ports that it draws, the home
 * folder and the folder that it works in. None of it is guessed: what an export asks for is collected, and what of it is
 * not given is told all at once.
 */
import { grouped, listed } from "../../base/words.ts";
import { MAX_PORT } from "../../model/engine/check-ports.ts";
import type { Drawn } from "../../model/engine/drawn.ts";
import { parseHubAddress } from "./hub-address.ts";
import { inFolder } from "./working-folder.ts";

/** What is given to an export. */
export interface ExportInputs {
  /** The image of Jina itself, which runs gateways, heads and the default Executor. */
  readonly gatewayImage?: string | undefined;
  /** Images by the address that a file uses; `*` stands for all others, with `{name}` and `{tag}` for the parts of one. */
  readonly hubImages?: ReadonlyMap<string, string> | undefined;
  /** The first of the ports that the engine would draw; the others are counted up from it. */
  readonly portSeed?: number | undefined;
  /** The home folder, absolute. */
  readonly home?: string | undefined;
  /** The folder that the engine would work in, absolute. */
  readonly cwd?: string | undefined;
  /** Variables of the process that exports. */
  readonly environment?: ReadonlyMap<string, string> | undefined;
}

/** Something from outside the file that an export asks for. */
export interface AskedInput {
  readonly name: "gateway-image" | "hub-image" | "port-seed" | "home" | "cwd";
  /** The address of an image on the Hub; null for anything else. */
  readonly ref: string | null;
  /** As on the command line, with what it takes: `--cwd FOLDER`. */
  readonly option: string;
  readonly why: string;
  readonly isGiven: boolean;
}

/** The address under which the Hub has the image of Jina itself. */
const GATEWAY_REF = "jinaai+docker://jina-ai/JinaGateway:latest";

/** The inputs of one export, asked for one after the other. */
export class GivenInputs {
  private readonly inputs: ExportInputs;
  private readonly all = new Map<string, AskedInput>();
  private readonly ports = new Map<Drawn, number>();

  constructor(inputs: ExportInputs) {
    this.inputs = inputs;
  }

  /** What was asked for; each once, in the order in which it was asked for. */
  get asked(): readonly AskedInput[] {
    return [...this.all.values()];
  }

  /** A variable of the environment. */
  variable(name: string): string | undefined {
    return this.inputs.environment?.get(name);
  }

  /** The image of Jina itself. The engine looks for a variable of its own before it asks the Hub. */
  gatewayImage(): string {
    return (
      this.variable("JINA_GATEWAY_IMAGE") ??
      this.take(
        { name: "gateway-image", option: "--gateway-image IMAGE" },
        "the image that runs gateways, heads and the default Executor",
        this.inputs.gatewayImage ?? this.imageOf(GATEWAY_REF),
      ) ??
      ""
    );
  }

  /** The image that the Hub has for an address. */
  hubImage(ref: string): string {
    return (
      this.take(
        { name: "hub-image", option: `--hub-image ${ref}=IMAGE`, ref },
        `the image that the Hub has for ${ref}`,
        this.imageOf(ref),
      ) ?? ""
    );
  }

  private imageOf(ref: string): string | undefined {
    const images = this.inputs.hubImages;
    const address = parseHubAddress(ref);
    const { name, tag } = "name" in address ? address : { name: ref, tag: null };
    return (
      images?.get(ref) ??
      images
        ?.get("*")
        ?.replaceAll("{name}", () => name)
        .replaceAll("{tag}", () => tag || "latest")
    );
  }

  /** A port that the engine draws: the same one for the same draw. */
  port(drawn: Drawn): number {
    const portSeed = this.take(
      { name: "port-seed", option: "--port-seed N" },
      "the first of the ports that Jina draws at random",
      this.inputs.portSeed,
    );
    if (portSeed === undefined) {
      return 0;
    }
    const port = this.ports.get(drawn) ?? portSeed + this.ports.size;
    this.ports.set(drawn, port);
    return port;
  }

  /** Why the ports that were drawn are none, in a sentence; null if all of them are. */
  get portFault(): string | null {
    const { portSeed = 0 } = this.inputs;
    const { size } = this.ports;
    // A first one that is no port itself was not meant as one.
    if (portSeed > MAX_PORT || portSeed + size - 1 <= MAX_PORT) {
      return null;
    }
    const most = MAX_PORT + 1 - size;
    const drawn = `Jina draws ${grouped(size)} ports here`;
    return most > 0
      ? `${drawn}, and counted up from ${portSeed} they go beyond ${MAX_PORT}: give ${most} or less as the first.`
      : `${drawn}, and there are ${grouped(MAX_PORT)}: give ports in the file.`;
  }

  /** The home folder. */
  home(): string {
    return (
      this.take(
        { name: "home", option: "--home FOLDER" },
        "the home folder, which volumes are kept in",
        this.inputs.home,
      ) ?? ""
    );
  }

  /** A path as the engine has it that works in the given folder. */
  inCwd(path: string): string {
    if (path.startsWith("/")) {
      return path;
    }
    const why = `the folder that ${path} is relative to`;
    return inFolder(path, this.take({ name: "cwd", option: "--cwd FOLDER" }, why, this.inputs.cwd) ?? "");
  }

  /** Notes that it is asked for. Where it is not given something stands in its place: nothing is exported then. */
  private take<Given>(
    { name, option, ref = null }: Pick<AskedInput, "name" | "option"> & Partial<Pick<AskedInput, "ref">>,
    why: string,
    given: Given | undefined,
  ): Given | undefined {
    if (!this.all.has(option)) {
      this.all.set(option, { name, ref, option, why, isGiven: given !== undefined });
    }
    return given;
  }
}

/** The sentence for inputs that are not given. */
export function missingSentence(missing: readonly AskedInput[]): string {
  return `Jina takes this from outside the file: give ${listed(
    missing.map(({ option, why }) => `${option} (${why})`),
    "and",
  )}.`;
}
