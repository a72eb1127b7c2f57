/** What the server takes as a passkey's name, in characters. */
export const LONGEST_NAME = 40;
