/** Flow files of before Jina 3, with what the engines that they were written for made of them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** What an old engine made of one pod. */
export interface LegacyPodAnswer {
  name: string;
  /** Null in 0.x, which knows no roles. */
  role: string | null;
  /** Sorted. */
  needs: string[];
  /** The copies that `polling` is about, whatever their word was. */
  shards: number;
  replicas: number;
  polling: string;
  uses: string;
  image: string | null;
  usesBefore: string | null;
  usesAfter: string | null;
  external: boolean;
}

/** What an old engine made of a file. */
export interface LegacyAnswer {
  engine: string;
  deployments: LegacyPodAnswer[];
  end: string;
  hanging: string[];
  gateway: { port: number | null; protocol: string; host: string };
}

interface LegacyFixture {
  /** As `0.4/parallel`: the folder says which engine it was written for. */
  id: string;
  text: string;
  /** The environment that the engine was asked in. */
  env: Record<string, string>;
  answer: LegacyAnswer;
  /** What the file is to be converted to. */
  converted: string;
}

interface LegacyWords {
  engine: string;
  pod: string[];
  gateway: string[];
  flow: string[];
}

const LEGACY = resolve(import.meta.dirname, "..", "fixtures", "legacy");

/** Folders of the fixtures, by the version that they stand for. */
export const FOLDERS = { "0.1-0.3": "0.3", "0.4": "0.4", "1.x": "1", "2.x": "2" } as const;

/** All old files of `fixtures/legacy`, with what their engines said. */
export function readLegacyFixtures(): LegacyFixture[] {
  return Object.values(FOLDERS).flatMap((folder) =>
    readdirSync(join(LEGACY, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => {
        const read = (file: string) => readFileSync(join(LEGACY, folder, name, file), "utf8");
        const env = existsSync(join(LEGACY, folder, name, "env.json")) ? JSON.parse(read("env.json")) : {};
        return {
          id: `${folder}/${name}`,
          text: read("flow.yml"),
          env,
          answer: JSON.parse(read("engine.json")),
          converted: read("converted.yml"),
        };
      }),
  );
}

/** What an engine reads, as its own parsers list it. */
export function readLegacyWords(folder: string): LegacyWords {
  return JSON.parse(readFileSync(join(LEGACY, folder, "words.json"), "utf8"));
}
