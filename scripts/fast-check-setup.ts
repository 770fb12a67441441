/** Random properties draw the same cases in every run; FAST_CHECK_SEED draws others. */
import fc from "fast-check";

const DEFAULT_SEED = 3340;

fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? DEFAULT_SEED) });
