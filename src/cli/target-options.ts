/** The options of `serve` about single gateways: secrets from the environment, and how their TLS is verified. */
import { readFileSync } from "node:fs";
import type { SecretHeader, TargetSettingsOptions, TargetTls } from "../bridge/target-settings.ts";
import { UsageError } from "./command.ts";

/** How `parseArgs` is told of them. */
export const TARGET_OPTIONS = {
  "header-env": { type: "string", multiple: true },
  "tls-ca": { type: "string", multiple: true },
  "tls-cert": { type: "string", multiple: true },
  "tls-key": { type: "string", multiple: true },
  "tls-server-name": { type: "string", multiple: true },
  "dangerously-skip-tls-verify": { type: "string", multiple: true },
} as const;

/** What `parseArgs` makes of them. */
type TargetOptionValues = { readonly [Name in keyof typeof TARGET_OPTIONS]?: readonly string[] };

/** Reads files and the environment; throws a UsageError for what is not there, quoting no secret. */
export function readTargetOptions(
  values: TargetOptionValues,
  env: Readonly<Record<string, string | undefined>>,
): TargetSettingsOptions {
  const tls = new Map<string, TargetTls>();
  const put = (name: keyof typeof TARGET_OPTIONS, make: (value: string) => TargetTls): void => {
    for (const text of values[name] ?? []) {
      const { target, value } = splitAtTarget(name, text);
      tls.set(target, { ...tls.get(target), ...make(value) });
    }
  };
  put("tls-ca", (file) => ({ ca: readPem("tls-ca", file) }));
  put("tls-cert", (file) => ({ cert: readPem("tls-cert", file) }));
  put("tls-key", (file) => ({ key: readPem("tls-key", file) }));
  put("tls-server-name", (serverName) => ({ serverName }));
  for (const target of values["dangerously-skip-tls-verify"] ?? []) {
    tls.set(target, { ...tls.get(target), isUnverified: true });
  }
  for (const [target, { cert, key }] of tls) {
    if ((cert === undefined) !== (key === undefined)) {
      throw new UsageError(`--tls-cert and --tls-key belong together; one of them is missing for ${target}.`);
    }
  }
  return { tls, secretHeaders: (values["header-env"] ?? []).map((text) => readSecretHeader(text, env)) };
}

function splitAtTarget(name: string, text: string): { target: string; value: string } {
  const [, target, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (target === undefined || value === undefined) {
    throw new UsageError(`--${name} takes HOST:PORT=VALUE, not "${text}".`);
  }
  return { target, value };
}

function readPem(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UsageError(`--${name}: the file ${file} cannot be read.`);
  }
}

/** `[HOST:PORT=]NAME=VARIABLE` */
function readSecretHeader(text: string, env: Readonly<Record<string, string | undefined>>): SecretHeader {
  const parts = text.split("=");
  const [variable, name, target = null] = parts.toReversed();
  if (!variable || !name || parts.length > 3) {
    throw new UsageError(
      `--header-env takes NAME=VARIABLE or HOST:PORT=NAME=VARIABLE, not ${parts.length} parts.`,
    );
  }
  const value = env[variable];
  if (!value) {
    throw new UsageError(`--header-env: the environment variable ${variable} is not set.`);
  }
  return { target, name, value };
}
