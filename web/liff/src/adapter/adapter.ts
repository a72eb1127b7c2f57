/** All that the form needs of the app that shows it. Which one it is, is decided when the page is built. */

export interface Adapter {
  /** A token that says who is looking; may send the page away to sign in, and then never resolves. */
  getToken(): Promise<string>;
  /** Leaves the form and goes back to the talk. */
  close(): void;
  /** Opens a link beside the form, so that what was typed stays. */
  openExternal(url: string): void;
}
