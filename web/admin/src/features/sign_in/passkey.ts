/** Passkeys: between the browser's buffers and the JSON of WebAuthn Level 3 (base64url without padding). */

import { Problem } from '../../shared/api/problem.ts';
import type { Wire } from '../../shared/api/wire.ts';

/** Why there are no passkeys here; undefined where there are. `host` is the name that they belong to. */
export function reasonNotPasskeys(host: string | null): string | undefined {
  if (!host) return 'このサイトには名前（ドメイン）が決まっていないため、パスキーは使えません。';
  if (location.hostname !== host)
    return `パスキーは、アドレスが「${host}」のときだけ使えます。数字のアドレス（IPアドレス）や別の名前で開いたときは使えません。`;
  if (typeof PublicKeyCredential !== 'function') return 'このブラウザーでは、パスキーは使えません。';
  return undefined;
}

/** What to say where the person gave up, or the device has no passkey of theirs. */
export function worded(error: unknown): unknown {
  const known = error instanceof DOMException && WORDS[error.name];
  return known ? new Problem(REFUSED_HERE, 'passkey', known) : error;
}

/** No answer of a server: nothing is wrong with the network, and nothing in a field. */
const REFUSED_HERE = 400;

const WORDS: Record<string, string> = {
  NotAllowedError: 'パスキーの操作が取り消されたか、時間が過ぎました。もう一度お試しください。',
  InvalidStateError: 'この機器のパスキーは、もう登録されています。',
  SecurityError: 'このアドレスでは、パスキーを使えません。',
  NotSupportedError: 'この機器では、必要な種類のパスキーを作れません。',
};

export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

export function toBase64Url(buffer: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

const descriptors = (list: readonly Wire<'PasskeyDescriptor'>[]) =>
  list.map((one) => ({ ...one, id: fromBase64Url(one.id) }));

/** Shows an existing passkey. Throws where the person cancels. */
export async function showPasskey(publicKey: Wire<'RequestOptions'>): Promise<Wire<'ShownPasskey'>> {
  const options = {
    ...publicKey,
    challenge: fromBase64Url(publicKey.challenge),
    allowCredentials: descriptors(publicKey.allowCredentials),
  } as unknown as PublicKeyCredentialRequestOptions;
  const credential = (await navigator.credentials.get({ publicKey: options })) as PublicKeyCredential | null;
  if (credential === null) throw new Error('no passkey was chosen');
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    credential.response as AuthenticatorAssertionResponse;
  return json(credential, {
    clientDataJSON: toBase64Url(clientDataJSON),
    authenticatorData: toBase64Url(authenticatorData),
    signature: toBase64Url(signature),
    userHandle: userHandle === null ? null : toBase64Url(userHandle),
  });
}

/** Makes a new passkey. Throws where the person cancels. */
export async function makePasskey(publicKey: Wire<'CreationOptions'>): Promise<Wire<'MadePasskey'>> {
  const { user } = publicKey;
  const options = {
    ...publicKey,
    challenge: fromBase64Url(publicKey.challenge),
    user: { ...user, id: fromBase64Url(user.id) },
    excludeCredentials: descriptors(publicKey.excludeCredentials),
  } as unknown as PublicKeyCredentialCreationOptions;
  const credential = (await navigator.credentials.create({
    publicKey: options,
  })) as PublicKeyCredential | null;
  if (credential === null) throw new Error('no passkey was made');
  const { clientDataJSON, attestationObject } = credential.response as AuthenticatorAttestationResponse;
  return json(credential, {
    clientDataJSON: toBase64Url(clientDataJSON),
    attestationObject: toBase64Url(attestationObject),
  });
}

const json = <Response>(credential: PublicKeyCredential, response: Response) => ({
  id: credential.id,
  rawId: toBase64Url(credential.rawId),
  type: credential.type,
  response,
  clientExtensionResults: {},
});
