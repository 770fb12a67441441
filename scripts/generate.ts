/**
 * Writes src/gen from proto/: one folder per docarray generation, because both use the same package and message names.
 * Needs no network.
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");

export const GENERATIONS = ["v1", "v2"] as const;

/** Generates every generation into `<target>/<generation>`, emptied first. Throws with what the generator said. */
export function generate(target: string): void {
  const buf = join(ROOT, "node_modules", "@bufbuild", "buf", "bin", "buf");
  for (const generation of GENERATIONS) {
    const out = join(target, generation);
    rmSync(out, { recursive: true, force: true });
    const run = spawnSync(
      process.execPath,
      [buf, "generate", join("proto", generation), "--template", "buf.gen.yaml", "--output", out],
      { cwd: ROOT, encoding: "utf8" },
    );
    if (run.status !== 0) {
      throw new Error(`buf could not generate ${generation}: ${run.error?.message ?? run.stderr}`);
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  generate(join(ROOT, "src", "gen"));
}
