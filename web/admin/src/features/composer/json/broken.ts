/** Where JSON text stops being JSON, and in which words that is told. */

import { type ParseError, printParseErrorCode } from 'jsonc-parser';

/** The sentence for each of the parser's names for ways in which text is no JSON. */
const SENTENCES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'ここには書けない言葉です。文字は「"」で囲みます。',
  InvalidNumberFormat: '数字の書き方が正しくありません。',
  PropertyNameExpected:
    'ここには「"」で囲んだ名前が必要です。前の行の「,」が余っていないか確かめてください。',
  ValueExpected: 'ここに値がありません。前の「,」や「:」が余っていないか確かめてください。',
  ColonExpected: 'この前に「:」が必要です。',
  CommaExpected: 'この前に「,」が必要です。',
  CloseBraceExpected: '「}」で閉じていません。',
  CloseBracketExpected: '「]」で閉じていません。',
  EndOfFileExpected: 'ここから後ろの文字が余っています。',
  InvalidCommentToken: 'JSONにはコメントを書けません。',
  UnexpectedEndOfComment: 'JSONにはコメントを書けません。',
  UnexpectedEndOfString: '文字が「"」で閉じていません。',
  UnexpectedEndOfNumber: '数字が途中で終わっています。',
  InvalidUnicode: '「\\u」のあとには、0からfまでの4文字が必要です。',
  InvalidEscapeCharacter: '「\\」のあとの文字が正しくありません。',
  InvalidCharacter: '使えない文字です。文の中の改行は「\\n」と書きます。',
};

export const UNREADABLE = 'ここから、JSONとして読めません。';

export const sentenceFor = ({ error }: ParseError): string =>
  SENTENCES[printParseErrorCode(error)] ?? UNREADABLE;
