/** A table of staff as a spreadsheet saved it. */

/** The text of a file that a spreadsheet saved: UTF-8, or what Japanese ones call CSV without more (Shift_JIS). */
export function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('shift_jis').decode(bytes);
  }
}
