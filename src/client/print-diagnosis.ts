/** A diagnosis as plain text, to be copied. It holds what the diagnosis holds, which is no secret. */
import type { Diagnosis } from "../model/run/diagnosis.ts";
import { WAY_WORDS } from "./way.ts";

/** The report, line by line. */
export function printDiagnosis({ address, way, evidence, verdict }: Diagnosis): string {
  const { kind, certainty, says, fix } = verdict;
  const rows = evidence.map(({ probe, sent, seen, ms, outcome }) => {
    const time = ms === null ? "" : ` (${ms} ms)`;
    return `- ${outcome}: ${probe}${sent === "" ? "" : `, sent ${sent}`}: ${seen}${time}`;
  });
  return [
    `Test of ${address} ${WAY_WORDS[way]}`,
    `Verdict (${certainty}, ${kind}): ${says}`,
    ...(fix
      ? [
          `Fix: ${fix.says}`,
          ...(fix.copy === ""
            ? []
            : fix.copy
                .trimEnd()
                .split("\n")
                .map((line) => `    ${line}`)),
        ]
      : []),
    "Seen:",
    ...rows,
    "",
  ].join("\n");
}
