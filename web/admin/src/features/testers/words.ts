/** What the account answers to a code, as the talk shows it. A test compares it with the words that are sent. */
export const ANSWER = 'テスト配信の受信者に登録されました。';

/** Beside the name of a tester whom no test reaches. */
export const BLOCKED = 'アカウントをブロックしているため、届きません';
