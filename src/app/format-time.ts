/** A time as `Nov 27, 2026, 8:22 PM`. `atMs`: since 1970. */
export function formatTime(atMs: number): string {
  return new Date(atMs).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
}
