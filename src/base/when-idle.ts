/**
 * Runs what can wait once the page has nothing else to do, and after `patienceMs` in any case: on a busy machine that
 * moment may never come. Some browsers cannot tell when it is, and a moment later is as good. Gives the way to cancel.
 */
export function whenIdle(run: () => void, patienceMs: number): () => void {
  if (!globalThis.requestIdleCallback) {
    const timer = setTimeout(run, Math.min(patienceMs, 500));
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(run, { timeout: patienceMs });
  return () => cancelIdleCallback(handle);
}
