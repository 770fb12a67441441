/** The words of JCloud, the cloud that Jina once ran: it read the section `jcloud` of a Flow and of its executors. */

/** The key of the section that only Jina's cloud reads. */
export const JCLOUD = "jcloud";

/** Keys of the section's own that people write beside it. */
const INNER = new Set(["autoscale", "availability", "capacity", "custom_dns", "resources", "retention_days"]);

/** What to say of a key that the engine does not know, if it is one of JCloud's. */
export function jcloudWords(key: string): string | null {
  return INNER.has(key)
    ? `It is a key of JCloud, the cloud that Jina once ran, where it stood under ${JCLOUD}; Jina itself has nothing like it.`
    : null;
}
