/** A part of a table without rows, in place of those that are not on screen. */
export function TableSpace({ px }: { px: number }) {
  return px > 0 ? (
    <tbody aria-hidden="true">
      <tr style={{ height: px }}>
        <td />
      </tr>
    </tbody>
  ) : null;
}
