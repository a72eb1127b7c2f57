/** Whether somebody typed this number, as the server reads it: full-width digits, commas, spaces and 人 are let pass. */
export function isCount(typed: string, count: number): boolean {
  const digits = typed.normalize('NFKC').replace(/[,\s人]/g, '');
  return /^\d+$/.test(digits) && Number(digits) === count;
}
