/** What the server takes as a passkey's name, in characters. */
export const LONGEST_NAME = 40;

/** Why nothing of one's own can be changed just now. */
export const VIEWING = 'ほかの人の目で見ている間は、変更できません';
