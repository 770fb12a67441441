/** Runs what can wait once the page has nothing else to do; some browsers cannot tell, and a moment later is as good. */
export const whenIdle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 500));
export const cancelIdle = globalThis.cancelIdleCallback ?? clearTimeout;
