/**
 * A file of so many executors as people write them, with 8 keys and comments each, about 190 characters apiece. `needsOf`:
 * what each receives from; of itself all but the first few from two that stand shortly before it. Nothing in it is
 * refused or warned of.
 */
export function flowText(
  executors: number,
  needsOf: (index: number) => readonly string[] = twoBefore,
): string {
  const head = "# A Flow for measuring\njtype: Flow\nversion: '1'\nwith:\n  port: 54321\nexecutors:\n";
  return head + Array.from({ length: executors }, (_, index) => executorText(index, needsOf(index))).join("");
}

function twoBefore(index: number): readonly string[] {
  return index > 2 ? [`e${index - 1}`, `e${index - 3}`] : index > 0 ? [`e${index - 1}`] : ["gateway"];
}

function executorText(index: number, needs: readonly string[]): string {
  return `  # step ${index}
  - name: e${index}
    uses: Exec${index % 7}
    needs: [${needs.join(", ")}]
    replicas: ${2 + (index % 3)} # copies
    timeout_ready: 600000
    workspace: "w/${index}"
    env: {LEVEL: info}
    uses_with: {size: 8}
`;
}
