/** Settings that are numbers: NaN stands for what was typed and is none. */

export const numberFault = (...values: readonly (number | undefined)[]): string | undefined =>
  values.some((value) => Number.isNaN(value)) ? '数字を確かめてください' : undefined;

export const numberWords = (value: number, unit: string): string =>
  Number.isNaN(value) ? '（数字ではありません）' : `${value}${unit}`;
