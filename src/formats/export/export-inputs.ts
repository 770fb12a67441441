/**
 * What the engine takes from outside a file when it exports: images that the Hub names, ports that it draws, the home
 * folder and the folder that it works in. None of it is guessed: what an export needs and is not given is collected, and
 * told all at once.
 */
import { listed } from "../../base/words.ts";
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

/** Something that an export needs and that is not given. */
export interface MissingInput {
  /** As on the command line, with what it takes: `--cwd FOLDER`. */
  readonly option: string;
  readonly why: string;
}

/** The address under which the Hub has the image of Jina itself. */
const GATEWAY_REF = "jinaai+docker://jina-ai/JinaGateway:latest";

/** The inputs of one export, asked for one after the other. */
export class GivenInputs {
  private readonly inputs: ExportInputs;
  private readonly missed = new Map<string, MissingInput>();
  private readonly ports = new Map<Drawn, number>();

  constructor(inputs: ExportInputs) {
    this.inputs = inputs;
  }

  /** What was asked for and is not given; each once, in the order in which it was asked for. */
  get missing(): readonly MissingInput[] {
    return [...this.missed.values()];
  }

  /** A variable of the environment. */
  variable(name: string): string | undefined {
    return this.inputs.environment?.get(name);
  }

  /** The image of Jina itself. The engine looks for a variable of its own before it asks the Hub. */
  gatewayImage(): string {
    return (
      this.variable("JINA_GATEWAY_IMAGE") ??
      this.inputs.gatewayImage ??
      this.imageOf(GATEWAY_REF) ??
      this.miss("--gateway-image IMAGE", "the image that runs gateways, heads and the default Executor")
    );
  }

  /** The image that the Hub has for an address. */
  hubImage(ref: string): string {
    return (
      this.imageOf(ref) ?? this.miss(`--hub-image ${ref}=IMAGE`, `the image that the Hub has for ${ref}`)
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
    const { portSeed } = this.inputs;
    if (portSeed === undefined) {
      this.miss("--port-seed N", "the first of the ports that Jina draws at random");
      return 0;
    }
    const port = this.ports.get(drawn) ?? portSeed + this.ports.size;
    this.ports.set(drawn, port);
    return port;
  }

  /** The home folder. */
  home(): string {
    return this.inputs.home ?? this.miss("--home FOLDER", "the home folder, which volumes are kept in");
  }

  /** A path as the engine has it that works in the given folder. */
  inCwd(path: string): string {
    const { cwd } = this.inputs;
    return path.startsWith("/")
      ? path
      : inFolder(path, cwd ?? this.miss("--cwd FOLDER", `the folder that ${path} is relative to`));
  }

  /** Notes it, and gives something in its place: nothing is exported then. */
  private miss(option: string, why: string): string {
    if (!this.missed.has(option)) {
      this.missed.set(option, { option, why });
    }
    return "";
  }
}

/** The sentence for inputs that are not given. */
export function missingSentence(missing: readonly MissingInput[]): string {
  return `Jina takes this from outside the file: give ${listed(
    missing.map(({ option, why }) => `${option} (${why})`),
    "and",
  )}.`;
}
