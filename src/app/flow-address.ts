/** The address of a link that has this behind `flow=`. */
export function flowAddress(link: string): string {
  return `${location.origin}${location.pathname}#flow=${link}`;
}
